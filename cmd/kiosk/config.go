package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"time"

	"linli/drivers/escpos"
	"linli/internal/config"
	"linli/kiosk"
	"linli/kiosk/screen"
	"linli/kiosk/terminal"
)

// defaultConfig is the commented file that -print-config prints. The defaults
// of the program are read from it, so the two cannot differ.
//
//go:embed kiosk.yaml
var defaultConfig []byte

// settings is kiosk.yaml.
type settings struct {
	Device          string            `yaml:"device"`
	Place           kiosk.Text        `yaml:"place"`
	Demo            bool              `yaml:"demo"`
	Zone            *time.Location    `yaml:"zone"`
	Hours           hoursSettings     `yaml:"hours"`
	Data            string            `yaml:"data"`
	MaxStore        int               `yaml:"max-store"`        // MiB
	MaxTickets      int               `yaml:"max-tickets"`      // MiB; 0: see bounds
	MaxApplications int               `yaml:"max-applications"` // MiB; 0: see bounds
	Screen          screenSettings    `yaml:"screen"`
	Card            cardSettings      `yaml:"card"`
	Printer         printerSettings   `yaml:"printer"`
	A4              a4Settings        `yaml:"a4"`
	Lines           linesSettings     `yaml:"lines"`
	Voice           voiceSettings     `yaml:"voice"`
	Scan            scanSettings      `yaml:"scan"`
	Office          officeSettings    `yaml:"office"`
	Numbers         numberSettings    `yaml:"numbers"`
	Custodian       custodianSettings `yaml:"custodian"`
	PublicURL       string            `yaml:"public-url"`
	TrackURL        string            `yaml:"track-url"`
	GuideURL        string            `yaml:"guide-url"`
	Services        string            `yaml:"services"`
}

type hoursSettings struct {
	ZH   string    `yaml:"zh"`
	EN   string    `yaml:"en"`
	Days []weekday `yaml:"days"`
	From timeOfDay `yaml:"from"`
	To   timeOfDay `yaml:"to"`
}

type screenSettings struct {
	Width       int     `yaml:"width"`
	Height      int     `yaml:"height"`
	PitchMM     float64 `yaml:"pitch-mm"`
	Rotate      int     `yaml:"rotate"`
	Fullscreen  bool    `yaml:"fullscreen"`
	Handwriting bool    `yaml:"handwriting"`
	Engine      string  `yaml:"engine"`
}

type cardSettings struct {
	Port     string `yaml:"port"`
	Baud     int    `yaml:"baud"`
	Presence string `yaml:"presence"`
	Side     string `yaml:"side"`
}

type printerSettings struct {
	Port    string `yaml:"port"`
	Baud    int    `yaml:"baud"`
	Flow    string `yaml:"flow"`
	Profile string `yaml:"profile"`
	Side    string `yaml:"side"`
	RollM   int    `yaml:"roll-m"` // metres; 0 counts nothing
}

type custodianSettings struct {
	Phone string `yaml:"phone"`
}

type officeSettings struct {
	URL            string `yaml:"url"`
	SealingKeyFile string `yaml:"sealing-key-file"`
	Phone          string `yaml:"phone"`
}

// numberSettings is a block of numbers; zero for none.
type numberSettings struct {
	First int `yaml:"first"`
	Last  int `yaml:"last"`
}

// loadSettings reads path over the defaults; an empty path is the defaults.
func loadSettings(path string) (settings, error) {
	var s settings
	if err := config.Decode("kiosk.yaml", defaultConfig, &s); err != nil {
		return settings{}, err
	}
	if path == "" {
		return s, nil
	}
	return s, config.Load(path, &s)
}

var deviceName = regexp.MustCompile(`^[A-Z0-9]{1,8}$`)

var phoneNumber = regexp.MustCompile(`^\+?[0-9 -]{0,20}$`)

// Validate says in a technician's words what cannot be.
func (s settings) Validate() []config.Fault {
	var faults []config.Fault
	refuse := func(bad bool, key, problem string) {
		if bad {
			faults = append(faults, config.Fault{Key: key, Problem: problem})
		}
	}
	refuse(!deviceName.MatchString(s.Device), "device", "must be 1 to 8 capital letters and digits, for example K1")
	refuse(s.Place.ZH == "", "place.zh", "must not be empty: it stands on every screen and ticket")
	refuse(s.Data == "", "data", "must name a folder")
	refuse(s.MaxStore < 16, "max-store", "must be at least 16 (MiB)")
	refuse(!s.boundsFit(), "max-applications", "must leave room in max-store: twice max-tickets and max-applications may be at most max-store less 1 (MiB)")
	refuse(s.Screen.Width < 640 || s.Screen.Height < 640, "screen", "width and height must be at least 640 pixels")
	refuse(s.Screen.PitchMM < 0.1 || s.Screen.PitchMM > 1, "screen.pitch-mm", "must be between 0.1 and 1 millimetre; panel width in mm divided by its pixels")
	refuse(s.Screen.Rotate%90 != 0 || s.Screen.Rotate < 0 || s.Screen.Rotate > 270, "screen.rotate", "must be 0, 90, 180 or 270")
	refuse(!screen.Engine(s.Screen.Engine).Known(), "screen.engine", "must be auto, memory or library")
	refuse(s.Card.Port == "", "card.port", "must name the card reader's device, for example /dev/ttyUSB0")
	_, known := presences()[s.Card.Presence]
	refuse(!known, "card.presence", "must be auto, status or find; see docs/devices/idcard.md")
	refuse(s.Printer.Port == "", "printer.port", "must name the printer's device")
	for key, side := range map[string]string{"card.side": s.Card.Side, "printer.side": s.Printer.Side} {
		refuse(side != "left" && side != "right" && side != "below", key, "must be left, right or below")
	}
	_, err := escpos.Named(s.Printer.Profile)
	refuse(err != nil, "printer.profile", "must be a model of docs/devices/printer.md, for example 80mm or 58mm")
	refuse(s.Printer.RollM < 0 || s.Printer.RollM > 1000, "printer.roll-m", "must be the metres of a new roll, or 0 where the printer has a sensor")
	refuse(!phoneNumber.MatchString(s.Custodian.Phone), "custodian.phone", "must be a telephone number of at most 20 digits, spaces and hyphens, or empty")
	refuse(!phoneNumber.MatchString(s.Office.Phone), "office.phone", "must be a telephone number of at most 20 digits, spaces and hyphens, or empty")
	_, known = flows[s.Printer.Flow]
	refuse(!known && s.Printer.Flow != "auto", "printer.flow", "must be auto, none, rtscts or xonxoff")
	s.publicFaults(refuse)
	s.A4.faults(refuse)
	s.Lines.faults(refuse)
	s.Voice.faults(refuse)
	s.Scan.faults(refuse)
	own := s.Numbers != numberSettings{}
	refuse(own && (s.Numbers.First < 1 || s.Numbers.Last < s.Numbers.First || s.Numbers.Last > 999), "numbers", "must be first ≤ last, between 1 and 999, or 0 and 0 for none")
	if err := officeURL(s.Office.URL); err != nil {
		refuse(true, "office.url", err.Error())
	}
	return faults
}

// weekday is mon, tue ... sun.
type weekday time.Weekday

// UnmarshalText reads the three letters.
func (d *weekday) UnmarshalText(b []byte) error {
	for i := time.Sunday; i <= time.Saturday; i++ {
		if string(b) == abbreviation(i) {
			*d = weekday(i)
			return nil
		}
	}
	return fmt.Errorf("must be mon, tue, wed, thu, fri, sat or sun")
}

func abbreviation(d time.Weekday) string {
	return string(d.String()[0]+'a'-'A') + d.String()[1:3]
}

// timeOfDay is a time since midnight, written 09:00.
type timeOfDay time.Duration

// UnmarshalText reads 00:00 to 24:00.
func (t *timeOfDay) UnmarshalText(b []byte) error {
	var h, m int
	if n, err := fmt.Sscanf(string(b), "%d:%d", &h, &m); err != nil || n != 2 || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return fmt.Errorf("must be a time of day such as 09:00")
	}
	*t = timeOfDay(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
	return nil
}

// opening turns the file's words into the terminal's.
func (h hoursSettings) opening() terminal.Hours {
	o := terminal.Hours{
		Words: kiosk.Text{ZH: h.ZH, EN: h.EN},
		From:  time.Duration(h.From), To: time.Duration(h.To),
	}
	for _, d := range h.Days {
		o.Days = append(o.Days, time.Weekday(d))
	}
	return o
}
