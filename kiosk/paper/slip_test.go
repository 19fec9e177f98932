package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/paper"
)

// Everything below is invented: places, people, telephone numbers, addresses.

func place() kiosk.Text {
	return kiosk.Text{ZH: "示例街道 · 向阳社区", EN: "Xiangyang Community, Sample Subdistrict"}
}

func clock() time.Time {
	return time.Date(2026, 3, 5, 9, 41, 0, 0, time.FixedZone("UTC+8", 8*3600))
}

func receiptFacts() paper.ReceiptFacts {
	return paper.ReceiptFacts{
		Place: place(),
		Item:  kiosk.Text{ZH: "高龄津贴申请", EN: "Old-age allowance"},
		From:  kiosk.Resident{Name: "张示例", Number: "000000194001010012"},
		Documents: []kiosk.Text{
			{ZH: "居民身份证复印件", EN: "Copy of the identity card"},
			{ZH: "银行卡复印件", EN: "Copy of the bank card"},
		},
		AnsweredBy: kiosk.Text{ZH: "民政窗口", EN: "Civil affairs counter"},
		AnswerBy:   clock().AddDate(0, 0, 14),
		Code:       "XY-260305-017",
		ReceivedAt: clock(),
		TrackURL:   "https://linli.example/c/01KJYQ3V7R8M2N4T6W0XZ5ABCD",
		Demo:       true,
	}
}

func slipFacts() paper.SlipFacts {
	return paper.SlipFacts{
		Place: place(),
		Title: kiosk.Text{ZH: "办居住证要带什么", EN: "What to bring for a residence permit"},
		Sections: []paper.Section{
			{Title: kiosk.Text{ZH: "要带的材料", EN: "Papers"}, Tick: true, Lines: []kiosk.Text{
				{ZH: "居民身份证原件", EN: "Identity card"},
				{ZH: "房屋租赁合同（住满半年）", EN: "Lease of at least half a year"},
			}},
			{Title: kiosk.Text{ZH: "怎么办", EN: "Then"}, Lines: []kiosk.Text{
				{ZH: "到二楼三号窗口", EN: "Go to counter 3 on the second floor"},
				{ZH: "当场受理，十五个工作日内领证", EN: "Collect the permit within 15 working days"},
			}},
		},
		PrintedAt: clock(),
		URL:       "https://linli.example/i/jzz",
		Demo:      true,
	}
}

func cardFacts() paper.ContactCardFacts {
	return paper.ContactCardFacts{
		Place:   place(),
		Grid:    kiosk.Text{ZH: "第三网格", EN: "Grid 3"},
		Worker:  kiosk.Text{ZH: "李示例", EN: "Li Shili"},
		Phone:   "000-5550-0100",
		Hours:   kiosk.Text{ZH: "每天8:30至17:30", EN: "8:30 to 17:30, every day"},
		Address: kiosk.Text{ZH: "示例路12号社区服务站", EN: "Community station, 12 Sample Road"},
		URL:     "https://linli.example/g/3",
		Demo:    true,
	}
}

func guideFacts() paper.GuideFacts {
	return paper.GuideFacts{
		Place: place(),
		Item:  kiosk.Text{ZH: "居住证申领", EN: "Residence permit"},
		Materials: []kiosk.Text{
			{ZH: "身份证", EN: "ID card"},
			{ZH: "住址、工作或就读的证明，有一种就行", EN: "Proof of one of these: address, job, school"},
		},
		Conditions: []kiosk.Text{{ZH: "您不是本地户口，登记居住满6个月。", EN: "You have been registered here for 6 months without local hukou."}},
		Procedure: []kiosk.Text{
			{ZH: "窗口受理，材料不全当场一次说清。", EN: "Hand in at the counter; if a paper is missing you are told at once."},
			{ZH: "证件做好后通知您来取。", EN: "We tell you when the card is ready."},
		},
		Promised: kiosk.Text{ZH: "10日", EN: "10 days"}, Statutory: kiosk.Text{ZH: "受理之日起15日内", EN: "15 days from acceptance"},
		Fee: kiosk.Text{ZH: "首次申领不收费", EN: "The first card is free"}, Hours: kiosk.Text{ZH: "周一至周五9点到17点", EN: "Monday to Friday, 9:00 to 17:00"},
		Counter: kiosk.Counter{ID: "3", Name: kiosk.Text{ZH: "居住与境外人员", EN: "Residence and foreigners"}},
		Post:    kiosk.Text{ZH: "流动人口服务岗", EN: "New residents' desk"},
		Phones: []paper.GuidePhone{
			{Number: "0000-0007"}, {Name: kiosk.Text{ZH: "监督投诉", EN: "Complaints"}, Number: "0000-0099"},
		},
		PrintedAt: clock(), URL: "https://linli.example/g/residence-permit", Demo: true,
	}
}

func noticeFacts() paper.NoticeFacts {
	return paper.NoticeFacts{
		Place:   place(),
		Listing: kiosk.Text{ZH: "通知公告", EN: "Notices"},
		Title:   kiosk.Text{ZH: "60岁以上居民免费接种流感疫苗", EN: "Free flu vaccination from the age of 60"},
		Lines: []kiosk.Text{
			{ZH: "带身份证，到社区卫生服务站接种，不用预约。", EN: "Bring your ID card to the community health station."},
			{ZH: "接种后请在现场坐30分钟再走。", EN: "Please stay 30 minutes after the vaccination."},
		},
		Where: kiosk.Text{ZH: "社区卫生服务站一楼", EN: "Community health station, ground floor"}, Phone: "0000-0021",
		Until: clock().AddDate(0, 1, 0), PrintedAt: clock(), URL: "https://linli.example/n/flu", Demo: true,
	}
}

// sheets are the papers of this file, by the name of their golden files.
func sheets() map[string]func(kiosk.Lang, paper.Width) (paper.Page, error) {
	return map[string]func(kiosk.Lang, paper.Width) (paper.Page, error){
		"receipt": func(l kiosk.Lang, w paper.Width) (paper.Page, error) { return paper.LayReceipt(receiptFacts(), l, w) },
		"slip":    func(l kiosk.Lang, w paper.Width) (paper.Page, error) { return paper.LaySlip(slipFacts(), l, w) },
		"card":    func(l kiosk.Lang, w paper.Width) (paper.Page, error) { return paper.LayContactCard(cardFacts(), l, w) },
		"notice":  func(l kiosk.Lang, w paper.Width) (paper.Page, error) { return paper.LayNotice(noticeFacts(), l, w) },
		"guide":   func(l kiosk.Lang, w paper.Width) (paper.Page, error) { return paper.LayGuide(guideFacts(), l, w) },
	}
}

func TestSlipsLookAsAgreed(t *testing.T) {
	urls := map[string]string{"receipt": receiptFacts().TrackURL, "slip": slipFacts().URL, "card": cardFacts().URL, "guide": guideFacts().URL, "notice": noticeFacts().URL}
	for name, lay := range sheets() {
		for _, width := range []paper.Width{paper.Wide, paper.Narrow} {
			for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
				t.Run(fmt.Sprintf("%s-%d-%s", name, width, lang), func(t *testing.T) {
					page, err := lay(lang, width)
					if err != nil {
						t.Fatal(err)
					}
					got := printed(t, page)
					var picture bytes.Buffer
					if err := png.Encode(&picture, got.Image); err != nil {
						t.Fatal(err)
					}
					golden(t, fmt.Sprintf("%s-%d-%s.png", name, width, lang), picture.Bytes())
					if url := decodeQR(t, got.Image); url != urls[name] {
						t.Errorf("QR code reads %q", url)
					}
				})
			}
		}
	}
}

func TestEverySlipFitsItsPaperAndEndsInCut(t *testing.T) {
	for name, lay := range sheets() {
		for _, w := range []paper.Width{paper.Wide, paper.Narrow} {
			for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
				page, err := lay(lang, w)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range page.Elements {
					if l, ok := e.(paper.Line); ok && dotsOf(l) > int(w) {
						t.Errorf("%s: %q is %d dots wide on %d", name, l.Text, dotsOf(l), w)
					}
				}
				if _, ok := page.Elements[len(page.Elements)-1].(paper.Cut); !ok {
					t.Errorf("%s has no cut at its end", name)
				}
			}
		}
	}
}

func dotsOf(l paper.Line) int {
	dots := 0
	for _, r := range l.Text {
		if dots += 12 * l.Size; r >= 0x80 {
			dots += 12 * l.Size
		}
	}
	return dots
}

func TestReceiptMasksWhoHandedIn(t *testing.T) {
	page, err := paper.LayReceipt(receiptFacts(), kiosk.Chinese, paper.Wide)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(lines(page, 0), "\n")
	if !strings.Contains(all, receiptFacts().From.MaskedName()) {
		t.Errorf("%s\nlacks the masked name", all)
	}
	for _, secret := range []string{"张示例", "000000194001010012"} {
		if strings.Contains(all, secret) {
			t.Errorf("%s\nholds %s", all, secret)
		}
	}
}

func TestReceiptLeavesOutWhatIsNotKnown(t *testing.T) {
	f := receiptFacts()
	f.From, f.Documents, f.AnsweredBy, f.AnswerBy, f.TrackURL, f.Demo = kiosk.Resident{}, nil, kiosk.Text{}, time.Time{}, "", false
	page, err := paper.LayReceipt(f, kiosk.Chinese, paper.Wide)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"示例街道·向阳社区", "Xiangyang Community, Sample Subdistrict", "回执", "Receipt",
		"收到的申请 What we received", "高龄津贴申请", "Old-age allowance",
		"查询号", "Code to ask with", "XY-260305-017", "2026-03-05 09:41",
		"请保管好本回执，查询时出示", "Please keep this receipt and show it when you ask.",
	}
	got := lines(page, 0)
	if i := slices.Index(got, "Please keep this receipt and show it when"); i >= 0 {
		got = append(got[:i], got[i]+" "+got[i+1])
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %q", got)
	}
}

func TestChecklistHasABoxForEachPaper(t *testing.T) {
	for lang, want := range map[kiosk.Lang]string{kiosk.Chinese: "□ 居民身份证原件", kiosk.English: "□ Identity card"} {
		page, err := paper.LaySlip(slipFacts(), lang, paper.Wide)
		if err != nil {
			t.Fatal(err)
		}
		if texts := lines(page, 0); !slices.Contains(texts, want) {
			t.Errorf("%q lacks %q", texts, want)
		}
	}
}

func TestSlipsThatLackANeededFactAreRefused(t *testing.T) {
	receipt := func(change func(*paper.ReceiptFacts)) error {
		f := receiptFacts()
		change(&f)
		_, err := paper.LayReceipt(f, kiosk.Chinese, paper.Wide)
		return err
	}
	slip := func(change func(*paper.SlipFacts)) error {
		f := slipFacts()
		change(&f)
		_, err := paper.LaySlip(f, kiosk.Chinese, paper.Wide)
		return err
	}
	card := func(change func(*paper.ContactCardFacts)) error {
		f := cardFacts()
		change(&f)
		_, err := paper.LayContactCard(f, kiosk.Chinese, paper.Wide)
		return err
	}
	for _, c := range []struct {
		situation string
		got, want error
	}{
		{"receipt without a code", receipt(func(f *paper.ReceiptFacts) { f.Code = "" }), paper.ErrEmpty},
		{"receipt without a time", receipt(func(f *paper.ReceiptFacts) { f.ReceivedAt = time.Time{} }), paper.ErrEmpty},
		{"receipt with a printer command", receipt(func(f *paper.ReceiptFacts) { f.Item.ZH = "津贴\x1b@" }), paper.ErrBadText},
		{"receipt with an endless code", receipt(func(f *paper.ReceiptFacts) { f.Code = strings.Repeat("X", 60) }), paper.ErrTooWide},
		{"slip without sections", slip(func(f *paper.SlipFacts) { f.Sections = nil }), paper.ErrEmpty},
		{"slip with an empty section", slip(func(f *paper.SlipFacts) { f.Sections[0].Lines = nil }), paper.ErrEmpty},
		{"slip with Chinese in its address", slip(func(f *paper.SlipFacts) { f.URL = "https://示例" }), paper.ErrBadText},
		{"card without a telephone", card(func(f *paper.ContactCardFacts) { f.Phone = "" }), paper.ErrEmpty},
		{"card without a worker", card(func(f *paper.ContactCardFacts) { f.Worker.ZH = "" }), paper.ErrEmpty},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: error %v, want %v", c.situation, c.got, c.want)
		}
	}
}

// TestGuideHangsWhatFollowsUnderItsFirstLetter: a line that runs over does not
// come to stand under its box or its number.
func TestGuideHangsWhatFollowsUnderItsFirstLetter(t *testing.T) {
	for _, w := range []paper.Width{paper.Wide, paper.Narrow} {
		facts := guideFacts()
		facts.Materials = []kiosk.Text{{ZH: strings.Repeat("证明材料", 8)}}
		page, err := paper.LayGuide(facts, kiosk.Chinese, w)
		if err != nil {
			t.Fatal(err)
		}
		var things []paper.Line
		for _, e := range page.Elements {
			if l, ok := e.(paper.Line); ok && strings.Contains(l.Text, "证") && l.Align == paper.Left && strings.ContainsAny(l.Text, "□材") {
				things = append(things, l)
			}
		}
		if len(things) < 2 || !strings.HasPrefix(things[0].Text, "□ 证") || things[0].Size > 1 && len(things) > 2 {
			t.Fatalf("at %d dots: %+v", w, things)
		}
		for _, l := range things[1:] {
			if !strings.HasPrefix(l.Text, "\u3000 ") || strings.HasPrefix(l.Text, "\u3000  ") || l.Size != things[0].Size {
				t.Errorf("at %d dots: %q of size %d", w, l.Text, l.Size)
			}
		}
	}
}
