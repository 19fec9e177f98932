package stage

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

// kioskConfig is the part of the terminal's configuration that the stage sets.
// Everything else keeps the terminal's defaults.
type kioskConfig struct {
	Demo    bool         `yaml:"demo"`
	Data    string       `yaml:"data"`
	Screen  screenConfig `yaml:"screen"`
	Card    deviceConfig `yaml:"card"`
	Printer deviceConfig `yaml:"printer"`
	Lines   linesConfig  `yaml:"lines"`
	Voice   voiceConfig  `yaml:"voice"`
	A4      a4Config     `yaml:"a4"`
	Office  uplinkConfig `yaml:"office"`
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
		Demo: true, Data: s.kioskData(),
		Screen:  screenConfig{Width: w.Size.X, Height: w.Size.Y, PitchMM: w.PitchMM, Fullscreen: w.Fullscreen},
		Card:    deviceConfig{Port: s.lobby.IDCard},
		Printer: deviceConfig{Port: s.lobby.Printer},
		Lines: linesConfig{
			At: "board", Port: s.lobby.Lines, CardLamp: "1", PaperLamp: "2", StatusLamp: "3", Buzzer: "4",
			Presence: "1", Door: "2 inverted",
		},
		A4:     a4Config{Address: s.lobby.A4},
		Voice: voice, Office: office,
	})
	if err != nil {
		return fmt.Errorf("stage: config: %w", err)
	}
	head := "# Written by `kioskctl demo`; the next run writes it anew.\n"
	if err := os.WriteFile(path, append([]byte(head), b...), 0o644); err != nil {
		return fmt.Errorf("stage: config: %w", err)
	}
	return nil
}
