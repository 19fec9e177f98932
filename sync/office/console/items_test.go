package console_test

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/console"
)

// serveItems serves pages of the service items that programs bring along.
func serveItems(t *testing.T) (base string, c *catalogue.Catalogue) {
	t.Helper()
	c, err := catalogue.Load(os.DirFS("../../../assets"))
	if err != nil {
		t.Fatal(err)
	}
	d := busyDesk()
	pages, err := console.New(d, d, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler), Offered: func() *catalogue.Catalogue { return c },
		Item: func(id kiosk.ItemID) kiosk.Text { i, _ := c.Item(id); return i.Name }, Places: func() catalogue.Places { return c.Places },
	})
	if err != nil {
		t.Fatal(err)
	}
	h, err := pages.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL, c
}

// TestItemsAreReadableInBothLanguages looks at each item that programs bring
// along: no key stands there without its word, and no phrase is left out.
func TestItemsAreReadableInBothLanguages(t *testing.T) {
	base, c := serveItems(t)
	_, index, _ := get(t, base+"/items?lang=en")
	bare := regexp.MustCompile(`<td>(choice|text|multi|listing|yes-no|id-number)\b|item-|today[+-]|card\.(name|number|birth|address)`)
	for _, i := range c.Items {
		if !strings.Contains(index, `/items/`+string(i.ID)+`?lang=en`) {
			t.Errorf("the list does not lead to %s", i.ID)
		}
		for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
			code, page, _ := get(t, base+"/items/"+string(i.ID)+"?lang="+string(lang))
			if code != 200 || !strings.Contains(page, "</html>") {
				t.Fatalf("%s: %d, or broken off", i.ID, code)
			}
			if found := bare.FindString(page); found != "" {
				t.Errorf("%s, %s: %q is no word", i.ID, lang, found)
			}
			for _, want := range append([]kiosk.Text{i.Serves, i.Hours, i.Basis, i.Apply.Mandate, i.Apply.Next}, i.Materials...) {
				if words := want.In(lang); !strings.Contains(page, escaped(words)) {
					t.Errorf("%s, %s: %q is not there", i.ID, lang, words)
				}
			}
		}
	}
}

// escaped is text as it stands in a page.
func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "'", "&#39;", `"`, "&#34;", "<", "&lt;", ">", "&gt;", "+", "&#43;").Replace(text)
}

func TestWhatIsParticularAboutAnItemIsSaid(t *testing.T) {
	base, _ := serveItems(t)
	for path, all := range map[string][]string{
		"/items": {"投票", "缴费", "可代办", "可先存着", "证件要一直放着", "公开目录"},
		"/items/residence-permit": {
			"放证件（交上之前一直放着）", "6个月前", "只在 凭哪一样申领？ 在这里有稳定工作", "证件上的姓名", "10 日", "0000-0099",
		},
		"/items/old-age-allowance": {"两个人的证件都要放", "不能代领补贴的钱", "银行卡号"},
		"/items/home-help":         {"从目录里选", "家政、维修、陪护", "放证件（可以不放）", "2–120 个字"},
		"/items/handrail-vote":     {"先看：表决前看的材料", "2026-01-01 – 2027-12-31", "年满 18"},
		"/items/water-bill":        {"扫码付款", "水费户号是多少"},
		"/items/lists/activities":  {"20", "没有人时滚动", "活动和课程报名", "smartphone"},
		"/items/lists/aid-notices": {"向阳居委会 xiangyang", "一直"},
		"/items/legal-aid":         {"办理时间", "每周三下午"},
	} {
		_, page, _ := get(t, base+path)
		for _, want := range all {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
	for _, path := range []string{"/items/no-such-item", "/items/lists/no-such-list"} {
		if code, _, _ := get(t, base+path); code != 404 {
			t.Errorf("%s: %d", path, code)
		}
	}
}
