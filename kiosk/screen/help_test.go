package screen_test

import "linli/kiosk/flow"

// helped are calls for help over a screen.
func helped() []scene {
	var all []scene
	for _, h := range []flow.HelpView{
		{Phase: flow.HelpCalling}, {Phase: flow.HelpUnheard}, {Phase: flow.HelpSeen}, {Phase: flow.HelpDown},
		{Phase: flow.HelpComing, Words: "我是二号窗口的小周，两分钟就到，您先坐一下。"},
	} {
		h.Office, h.Custodian = "0000-0003", "0000-0002"
		v := view(flow.Guide)
		v.Can = []flow.Control{flow.CloseHelp}
		v.Guide, v.Heading, v.Help = guide(), ticket("").Item, &h
		all = append(all, scene{"help-" + string(h.Phase), v})
	}
	key := view(flow.Home, flow.CallHelp, flow.Finish)
	for _, t := range append(entries(), items()[:3]...) {
		key.Can = append(key.Can, t.Control)
	}
	key.Tiles, key.Quick = entries(), items()[:3]
	down := key
	down.Band.LineUp = false
	return append(all, scene{"help-key", key}, scene{"help-key-down", down})
}
