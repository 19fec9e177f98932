package idnum_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"linli/drivers/idcard/idnum"
)

// Every number here is made up; those that pass a check do so by arithmetic.

func TestCitizen(t *testing.T) {
	tests := map[string]struct {
		number string
		want   error
	}{
		"man":                   {"810000199001010019", nil},
		"check digit X":         {"81000019000101000X", nil},
		"last digit misread":    {"810000199001010018", idnum.ErrCheck},
		"two digits swapped":    {"810000199001100019", idnum.ErrCheck},
		"small x":               {"81000019000101000x", idnum.ErrCheck},
		"no such province":      {"990000199001010019", idnum.ErrDivision},
		"30 February":           {"810000199002300019", idnum.ErrBirth},
		"seventeen digits":      {"81000019900101001", idnum.ErrForm},
		"nineteen digits":       {"8100001990010100190", idnum.ErrForm},
		"letter in the middle":  {"81000019900101A019", idnum.ErrForm},
		"nothing":               {"", idnum.ErrForm},
		"wide digits":           {"８10000199001010019", idnum.ErrForm},
		"eighteen bytes of Han": {"一二三四五六", idnum.ErrForm},
	}
	for name, test := range tests {
		_, err := idnum.Citizen(test.number)
		if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if err != nil && len(test.number) > 4 && strings.Contains(err.Error(), test.number[:4]) {
			t.Errorf("%s: the error holds the number", name)
		}
	}
	facts, err := idnum.Citizen("810000199001010019")
	if err != nil || !facts.Male || !facts.Birth.Equal(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("facts %+v, %v", facts, err)
	}
	if facts, err := idnum.Citizen("810000198808080048"); err != nil || facts.Male {
		t.Errorf("facts %+v, %v", facts, err)
	}
}

func TestUpgradeOldNumber(t *testing.T) {
	if got, err := idnum.Upgrade("810000900101001"); err != nil || got != "810000199001010019" {
		t.Errorf("got %q, %v", got, err)
	}
	for name, old := range map[string]string{"short": "81000090010100", "letter": "81000090010100X", "no date": "810000901301001"} {
		if got, err := idnum.Upgrade(old); err == nil || got != "" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

// FuzzNumbers looks for a panic, for a number that is right in two forms at
// once, and for an upgraded one that is wrong.
func FuzzNumbers(f *testing.F) {
	for _, n := range []string{"810000199001010019", "810000900101001", "911000199001010017", "UTO000090010110", "H00000001", "00000001", "张"} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		n := idnum.Normalise(typed)
		if utf8.ValidString(typed) && idnum.Normalise(n) != n {
			t.Errorf("%q is normalised twice", typed)
		}
		right := 0
		_, citizen := idnum.Citizen(n)
		_, foreigner := idnum.Foreigner2023(n)
		for _, err := range []error{citizen, foreigner, idnum.Foreigner2017(n), idnum.Pass(n)} {
			if err == nil {
				right++
			}
		}
		if right > 1 {
			t.Errorf("%q is right in %d forms", n, right)
		}
		if long, err := idnum.Upgrade(n); err == nil {
			if _, err := idnum.Citizen(long); err != nil {
				t.Errorf("%q became %q: %v", n, long, err)
			}
		}
	})
}

func TestForeigner(t *testing.T) {
	if facts, err := idnum.Foreigner2023("981999198505120020"); err != nil || facts.Male || facts.Birth.Year() != 1985 {
		t.Errorf("facts %+v, %v", facts, err)
	}
	for number, want := range map[string]error{
		"981999198505120021": idnum.ErrCheck,
		"999999198505120020": idnum.ErrDivision,
		"981999198513120020": idnum.ErrBirth,
		"881999198505120020": idnum.ErrForm,
		"98199919850512002":  idnum.ErrForm,
	} {
		if _, err := idnum.Foreigner2023(number); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", number, err, want)
		}
	}
	if err := idnum.Foreigner2017("UTO810085051212"); err != nil {
		t.Error(err)
	}
	for number, want := range map[string]error{
		"UTO810085051213":  idnum.ErrCheck,
		"UTP810085051212":  idnum.ErrCheck,
		"UTO990085051212":  idnum.ErrDivision,
		"UTO810085131212":  idnum.ErrBirth,
		"U1O810085051212":  idnum.ErrForm,
		"UTO8100850512122": idnum.ErrForm,
	} {
		if err := idnum.Foreigner2017(number); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", number, err, want)
		}
	}
}

func TestPass(t *testing.T) {
	for number, good := range map[string]bool{
		"H00000001": true, "M00000001": true, "00000001": true,
		"HH0000001": false, "H0000001": false, "X00000001": false, "000000001": false, "HM00000001": false, "": false,
	} {
		if err := idnum.Pass(number); (err == nil) != good {
			t.Errorf("%q: %v", number, err)
		}
	}
}

func TestNormalise(t *testing.T) {
	if got := idnum.Normalise(" 810000 19000101 000x\n"); got != "81000019000101000X" {
		t.Errorf("got %q", got)
	}
}

func TestProvinces(t *testing.T) {
	named := map[string]bool{}
	known := 0
	for n := range 100 {
		two := string([]byte{byte('0' + n/10), byte('0' + n%10)})
		name := idnum.Province(two)
		_, err := idnum.Citizen(two + "0000199001010010")
		if refused := errors.Is(err, idnum.ErrDivision); refused != (name == "") {
			t.Errorf("%s is %q, and a number with it gives %v", two, name, err)
		}
		if name != "" {
			known++
			named[name] = true
		}
	}
	if known != 35 || len(named) != 34 { // Taiwan has the code of the province and that of the permit
		t.Errorf("%d codes of %d provinces, want 35 of 34", known, len(named))
	}
	for two, want := range map[string]string{"11": "北京", "15": "内蒙古", "65": "新疆", "82": "澳门", "83": "台湾", "": "", "1": "", "110": ""} {
		if got := idnum.Province(two); got != want {
			t.Errorf("%q is %q, want %q", two, got, want)
		}
	}
}
