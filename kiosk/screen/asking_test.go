package screen_test

import "linli/kiosk/flow"

// asked are the screens of questions to the office.
func asked() []scene {
	asking := view(flow.Asking)
	asking.Can, asking.Heading = nil, tx("查进度", "My case")
	plain := view(flow.NoLine, flow.TryAgain, flow.Back, flow.GoHome)
	plain.Band.LineUp, plain.NoLine, plain.Heading = false, &flow.NoLineView{Phone: "0000-0003"}, asking.Heading
	item := plain
	item.Can = append(item.Can, flow.TakeTicket)
	item.Heading = tx("困难残疾人生活补贴", "Living subsidy for disabled people in hardship")
	item.NoLine = &flow.NoLineView{Post: guide().Post, Phone: "0000-0001"}
	return []scene{{"asking", asking}, {"no-line", plain}, {"no-line-item", item}}
}
