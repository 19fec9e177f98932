package stage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// head begins each file that the stage writes for a program.
const head = "# Written by `kioskctl demo`; the next run writes it anew.\n"

// kioskConfig is the part of the terminal's configuration that the stage sets.
// Everything else keeps the terminal's defaults.
type kioskConfig struct {
	Device  string       `yaml:"device"`
	Demo    bool         `yaml:"demo"`
	Data    string       `yaml:"data"`
	Screen  screenConfig `yaml:"screen"`
	Card    deviceConfig `yaml:"card"`
	Printer deviceConfig `yaml:"printer"`
	Lines   linesConfig  `yaml:"lines"`
	Voice   voiceConfig  `yaml:"voice"`
	Scan    deviceConfig `yaml:"scan"`
	A4      a4Config     `yaml:"a4"`
	Office  uplinkConfig `yaml:"office"`
	Public  string       `yaml:"public-url,omitempty"`
}

type screenConfig struct {
	Width      int     `yaml:"width"`
	Height     int     `yaml:"height"`
	PitchMM    float64 `yaml:"pitch-mm"`
	Fullscreen bool    `yaml:"fullscreen"`
}

type deviceConfig struct {
	Port string `yaml:"port"`
}

type a4Config struct {
	Address string `yaml:"address"`
}

// linesConfig says what is on the wires of the lobby's I/O board
// (docs/devices/lobby.md).
type linesConfig struct {
	At         string `yaml:"at"`
	Port       string `yaml:"port"`
	CardLamp   string `yaml:"card-lamp"`
	PaperLamp  string `yaml:"paper-lamp"`
	StatusLamp string `yaml:"status-lamp"`
	Buzzer     string `yaml:"buzzer"`
	Presence   string `yaml:"presence"`
	Door       string `yaml:"door"`
}

type voiceConfig struct {
	At     string `yaml:"at"`
	Player string `yaml:"player"`
	Synth  string `yaml:"synth"`
}

type uplinkConfig struct {
	URL            string `yaml:"url"`
	SealingKeyFile string `yaml:"sealing-key-file"`
}

// writeConfig writes the terminal's configuration to path.
func (s *Stage) writeConfig(path string) error {
	w := s.opts.Window
	office := uplinkConfig{URL: "https://" + s.lobby.Line}
	if s.opts.NoOffice {
		office = uplinkConfig{URL: "http://" + s.lobby.Line, SealingKeyFile: s.sealingKey()}
	}
	voice := voiceConfig{At: "none", Player: s.opts.Player}
	if s.opts.Player != "" {
		voice.At = "jack"
	}
	b, err := yaml.Marshal(kioskConfig{
		Device: s.device(), Demo: true, Data: s.kioskData(),
		Screen:  screenConfig{Width: w.Size.X, Height: w.Size.Y, PitchMM: w.PitchMM, Fullscreen: w.Fullscreen},
		Card:    deviceConfig{Port: s.lobby.IDCard},
		Printer: deviceConfig{Port: s.lobby.Printer},
		Lines: linesConfig{
			At: "board", Port: s.lobby.Lines, CardLamp: "1", PaperLamp: "2", StatusLamp: "3", Buzzer: "4",
			Presence: "1", Door: "2 inverted",
		},
		A4:    a4Config{Address: s.lobby.A4},
		Voice: voice, Office: office,
		Public: strings.ToUpper(s.PublicURL), // as in codes
		Scan:   deviceConfig{Port: s.lobby.QRScan},
	})
	if err != nil {
		return fmt.Errorf("stage: config: %w", err)
	}
	if err := os.WriteFile(path, append([]byte(head), b...), 0o644); err != nil {
		return fmt.Errorf("stage: config: %w", err)
	}
	return nil
}

// tillKey is what the lobby's payment provider and the office share
// (docs/billing.md). It guards nothing.
const tillKey = "the key of the simulated lobby"

// officeConfig is the part of the office's configuration that the stage sets.
type officeConfig struct {
	Billing billingConfig `yaml:"billing"`
}

type billingConfig struct {
	URL     string `yaml:"url"`
	KeyFile string `yaml:"key-file"`
}

// writeOfficeConfig has the office ask the lobby's payment provider, and
// returns the path of its configuration.
func (s *Stage) writeOfficeConfig() (string, error) {
	path, key := filepath.Join(s.Dir, "streetoffice.yaml"), filepath.Join(s.Dir, "data", "till.key")
	b, err := yaml.Marshal(officeConfig{billingConfig{URL: "http://" + s.lobbyA + "/till", KeyFile: key}})
	if err != nil {
		return "", fmt.Errorf("stage: office config: %w", err)
	}
	if err := errors.Join(os.WriteFile(key, []byte(tillKey), 0o600), os.WriteFile(path, append([]byte(head), b...), 0o600)); err != nil {
		return "", fmt.Errorf("stage: office config: %w", err)
	}
	return path, nil
}
