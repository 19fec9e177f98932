// Package config reads YAML files that people edit: the programs' settings
// and the service items. A file says only what differs from the defaults,
// which are whatever the target holds before the call. All faults of a file
// are reported together, each as file:line: key: what is wrong and what is
// expected instead.
//
// Struct fields are matched by their yaml tag, or by their name in lower case;
// `yaml:",inline"` takes in the fields of an embedded struct and `yaml:"-"`
// hides one. Understood are text, true and false, whole and decimal numbers,
// time.Duration ("45s"), *time.Location ("Asia/Shanghai"), lists, mappings,
// structs, pointers to them, and whatever implements
// encoding.TextUnmarshaler. A list or a mapping in a file replaces the default
// as a whole.
//
// It refuses to guess: unknown keys, keys given twice, values of another type,
// keys without a value, anchors, aliases and further documents are faults. It
// knows no environment variable, no include and no template.
package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Load reads the file at path over the defaults in into, a pointer to a
// struct. A file that can be read but is not right gives Faults; then into may
// hold a part of it and should be dropped.
func Load(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	return Decode(path, data, into)
}

// Decode is Load for bytes at hand; name stands for the file in faults.
func Decode(name string, data []byte, into any) error {
	_, err := Parse(name, data, into)
	return err
}

// Parse is Decode that also returns where each key stands, for checks that
// need more than one file. The Source is usable when the error is Faults too.
func Parse(name string, data []byte, into any) (*Source, error) {
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() || target.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("config: %s: target is %T, not a pointer to a struct", name, into)
	}
	src := &Source{name: name, lines: map[string]int{"": 1}}
	root, fault := document(data)
	if fault != nil {
		fault.File = name
		return src, Faults{*fault}
	}
	d := decoder{src: src}
	if root == nil {
		d.checkDefaults(target.Elem(), "")
	} else {
		d.value(root, target.Elem(), "")
	}
	if len(d.faults) > 0 {
		return src, d.faults.Sorted()
	}
	return src, nil
}

// document returns the root of the only document in data, or nil when data
// holds nothing but comments.
func document(data []byte) (*yaml.Node, *Fault) {
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, syntaxFault(data, err)
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		return nil, &Fault{Line: second.Line, Problem: "expected one document; remove what follows the line ---"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxFault(data, err)
	}
	root := doc.Content[0]
	if isNull(root) {
		return nil, nil
	}
	return root, nil
}

// syntaxFault takes the line out of the YAML reader's own message, and says
// what is probably meant by it.
func syntaxFault(data []byte, err error) *Fault {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if n, scanErr := fmt.Sscanf(message, "line %d:", &line); n == 1 && scanErr == nil {
		_, message, _ = strings.Cut(message, ": ")
	}
	at, advice := explain(data, line, message)
	if advice != "" {
		message = advice + " (" + message + ")"
	}
	return &Fault{Line: at, Problem: "not YAML: " + message}
}
