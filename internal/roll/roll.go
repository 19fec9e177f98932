// Package roll keeps how much paper a receipt printer has used since its roll
// was put in, in one small file of the terminal's data folder. Printers without
// a sensor near the end of the roll need it to warn in time.
//
// It refuses to guess: a file that is lost or broken is an error, and whoever
// counts takes the roll for used up. All that this costs is a warning too early.
package roll

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// file is the name in the data folder. Another name forgets all rolls.
const file = "roll.json"

// Used is what is known of the roll. Its JSON names are the file's; changing
// one forgets all rolls.
type Used struct {
	Dots  int  `json:"dots"`  // of 1/8 mm, since the roll was put in
	Ended bool `json:"ended"` // the printer has reported its end: the next paper is a new roll
}

// Load reads the count. Its error wraps fs.ErrNotExist where nothing was counted
// yet.
func Load(folder string) (Used, error) {
	data, err := os.ReadFile(filepath.Join(folder, file))
	var u Used
	if err == nil {
		err = json.Unmarshal(data, &u)
	}
	if err == nil && u.Dots < 0 {
		err = errors.New("less than nothing was used")
	}
	if err != nil {
		return Used{}, fmt.Errorf("roll: %w", err)
	}
	return u, nil
}

// Save replaces the count, whole or not at all. It does not wait for the disk:
// a power cut may bring an older count back.
func (u Used) Save(folder string) error {
	data, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("roll: %w", err)
	}
	beside, err := os.CreateTemp(folder, "."+file+"-*")
	if err != nil {
		return fmt.Errorf("roll: %w", err)
	}
	defer os.Remove(beside.Name()) // gone already when all went well
	_, err = beside.Write(append(data, '\n'))
	if err = errors.Join(err, beside.Close()); err == nil {
		err = os.Rename(beside.Name(), filepath.Join(folder, file))
	}
	if err != nil {
		return fmt.Errorf("roll: %w", err)
	}
	return nil
}
