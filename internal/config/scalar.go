package config

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a zone name means the same on every machine

	"go.yaml.in/yaml/v3"
)

// isScalarType reports whether a value of t stands in one piece of text.
func isScalarType(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64:
		return true
	case reflect.Pointer:
		return t == reflect.TypeFor[*time.Location]()
	}
	return isInt(t) || isUint(t) || readsText(t)
}

func isInt(t reflect.Type) bool  { return t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64 }
func isUint(t reflect.Type) bool { return t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64 }

func readsText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// wanted says in words what a value of t looks like.
func wanted(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return `a duration such as "45s" or "2m"`
	case t == reflect.TypeFor[*time.Location]():
		return `a time zone such as "Asia/Shanghai"`
	case readsText(t) || t.Kind() == reflect.String:
		return "text"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case isUint(t):
		return "a whole number from 0 up"
	case isInt(t):
		return "a whole number"
	case t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64:
		return "a number"
	case t.Kind() == reflect.Slice:
		return "a list"
	case t.Kind() == reflect.Pointer:
		return wanted(t.Elem())
	}
	return "keys with values"
}

// found says in words what a node is.
func found(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "keys with values"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(node):
		return "nothing"
	case node.ShortTag() == "!!str":
		return fmt.Sprintf("the text %q", node.Value)
	}
	return node.Value
}

func isNull(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null"
}

func (d *decoder) scalar(node *yaml.Node, v reflect.Value, path string) bool {
	if node.Kind != yaml.ScalarNode {
		d.fault(path, node.Line, "expected %s, found %s", wanted(v.Type()), found(node))
		return false
	}
	err := set(v, node)
	if err == nil {
		return true
	}
	want := wanted(v.Type())
	switch isText := node.ShortTag() == "!!str"; {
	case want == "text" && !isText && readsText(v.Type()) && setText(reflect.New(v.Type()).Elem(), node.Value) != nil:
		d.fault(path, node.Line, "%q is not understood: %v", node.Value, setText(reflect.New(v.Type()).Elem(), node.Value))
	case want == "text" && !isText:
		d.fault(path, node.Line, "expected text, found %s; put it in quotes: %q", node.Value, node.Value)
	case want == "text":
		d.fault(path, node.Line, "%q is not understood: %v", node.Value, err)
	case errors.Is(err, strconv.ErrRange):
		d.fault(path, node.Line, "expected %s, and %s is too large", want, node.Value)
	default:
		d.fault(path, node.Line, "expected %s, found %s%s", want, found(node), figure(want, node.Value))
	}
	return false
}

// figure says which number is meant by a text such as 20人.
func figure(want, text string) string {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	if n == 0 || !strings.HasPrefix(want, "a whole number") {
		return ""
	}
	return "; write " + text[:n]
}

// mostSample is how many keys a struct may have to be shown as an example.
const mostSample = 3

// sample shows how a small struct is written.
func sample(t reflect.Type) string {
	var keys []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if f.IsExported() && name != "-" {
			keys = append(keys, cmp.Or(name, strings.ToLower(f.Name))+": ...")
		}
	}
	if len(keys) > mostSample {
		return ""
	}
	return "; write {" + strings.Join(keys, ", ") + "}"
}

// errKind means that a node is not of the kind its field needs; the caller
// says which in words.
type errKind struct{}

func (errKind) Error() string { return "config: another kind of value" }

// set writes a scalar node into v.
func set(v reflect.Value, node *yaml.Node) error {
	text, tag := node.Value, node.ShortTag()
	switch {
	case v.Type() == reflect.TypeFor[time.Duration]():
		length, err := time.ParseDuration(text)
		v.SetInt(int64(length))
		return err
	case v.Type() == reflect.TypeFor[*time.Location]():
		return setZone(v, text)
	case readsText(v.Type()) || v.Kind() == reflect.String:
		if tag != "!!str" {
			return errKind{}
		}
		return setText(v, text)
	case v.Kind() == reflect.Bool && tag == "!!bool":
		v.SetBool(strings.EqualFold(text, "true"))
		return nil
	case tag == "!!int" || tag == "!!float":
		return setNumber(v, text)
	}
	return errKind{}
}

func setText(v reflect.Value, text string) error {
	if reader, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return reader.UnmarshalText([]byte(text))
	}
	v.SetString(text)
	return nil
}

// setNumber reads decimals only: 010 is ten.
func setNumber(v reflect.Value, text string) error {
	switch {
	case isInt(v.Type()):
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		return err
	case isUint(v.Type()):
		n, err := strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(n)
		return err
	case v.CanFloat():
		f, err := strconv.ParseFloat(text, v.Type().Bits())
		v.SetFloat(f)
		return err
	}
	return errKind{}
}

func setZone(v reflect.Value, name string) error {
	if name == "" {
		return errKind{}
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return err
	}
	v.Set(reflect.ValueOf(zone))
	return nil
}
