package escpos

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
)

// models is the list a technician chooses from. A name stands in settings of
// terminals; changing one makes them unreadable.
//
//go:embed models.json
var models []byte

// Model is a Profile with a name to choose it by.
type Model struct {
	Name    string  // "80mm-clone"
	About   string  // one line for the technician
	Profile Profile // what it can do
}

// row is a Model as it stands in a file: what differs from its base.
type row struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Base  string `json:"base"`
	Profile
}

// Models returns the profiles that are known by name, in the order to show
// them in. The error wraps ErrProfile.
func Models() ([]Model, error) {
	var rows []json.RawMessage
	if err := json.Unmarshal(models, &rows); err != nil {
		return nil, fmt.Errorf("%w: models: %w", ErrProfile, err)
	}
	var all []Model
	for _, raw := range rows {
		m, err := readModel(raw, all)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// Named returns the profile of a name. The error wraps ErrProfile and lists the
// names there are.
func Named(name string) (Profile, error) {
	all, err := Models()
	if err != nil {
		return Profile{}, err
	}
	return named(name, all)
}

// ReadProfile reads a technician's own profile: a JSON object of the fields
// that differ from the model named by "base", which is 80mm when it is not
// given. A field it does not know is an error. Errors wrap ErrProfile.
func ReadProfile(file []byte) (Profile, error) {
	all, err := Models()
	if err != nil {
		return Profile{}, err
	}
	m, err := readModel(file, all)
	return m.Profile, err
}

// readModel reads a row over its base, which is one of known.
func readModel(raw []byte, known []Model) (Model, error) {
	var base struct {
		Base string `json:"base"`
	}
	if err := json.Unmarshal(raw, &base); err != nil {
		return Model{}, fmt.Errorf("%w: %w", ErrProfile, err)
	}
	r := row{Profile: Kiosk80()}
	if base.Base != "" {
		p, err := named(base.Base, known)
		if err != nil {
			return Model{}, err
		}
		r.Profile = p
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return Model{}, fmt.Errorf("%w: %w", ErrProfile, err)
	}
	if err := r.check(); err != nil {
		return Model{}, fmt.Errorf("%q: %w", r.Name, err)
	}
	return Model{Name: r.Name, About: r.About, Profile: r.Profile}, nil
}

func named(name string, known []Model) (Profile, error) {
	var names []string
	for _, m := range known {
		if m.Name == name {
			return m.Profile, nil
		}
		names = append(names, m.Name)
	}
	return Profile{}, fmt.Errorf("%w: %q is unknown; there are %q", ErrProfile, name, names)
}
