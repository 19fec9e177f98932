package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decoder walks the nodes of one file and the Go value beside each other.
type decoder struct {
	src    *Source
	faults Faults
}

func (d *decoder) fault(path string, line int, format string, args ...any) {
	d.faults = append(d.faults, Fault{File: d.src.name, Line: line, Key: path, Problem: fmt.Sprintf(format, args...)})
}

// value reads node into v and reports whether it and all inside it was right.
func (d *decoder) value(node *yaml.Node, v reflect.Value, path string) bool {
	switch {
	case node.Kind == yaml.AliasNode || node.Anchor != "":
		d.fault(path, node.Line, "anchors and aliases (& and *) are not read; write the value out")
		return false
	case isNull(node):
		d.fault(path, node.Line, "has no value; expected %s, or remove the key to keep the default", wanted(v.Type()))
		return false
	case isScalarType(v.Type()):
		return d.scalar(node, v, path)
	}
	switch v.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(v.Type().Elem())
		if !v.IsNil() {
			fresh.Elem().Set(v.Elem())
		}
		v.Set(fresh)
		return d.value(node, fresh.Elem(), path)
	case reflect.Struct:
		return d.structure(node, v, path)
	case reflect.Slice:
		return d.list(node, v, path)
	case reflect.Map:
		return d.mapping(node, v, path)
	}
	d.fault(path, node.Line, "cannot be set in a file")
	return false
}

func (d *decoder) structure(node *yaml.Node, v reflect.Value, path string) bool {
	if node.Kind != yaml.MappingNode {
		d.fault(path, node.Line, "expected %s, found %s%s", wanted(v.Type()), found(node), sample(v.Type()))
		return false
	}
	ok := true
	fields := fieldsOf(v)
	given := map[string]bool{}
	d.eachPair(node, path, &ok, func(key, value *yaml.Node, at string) bool {
		field, known := fields[key.Value]
		if !known {
			names := slices.Sorted(maps.Keys(fields))
			d.fault(at, key.Line, "unknown key; expected one of %s%s", strings.Join(names, ", "), meantKey(key.Value, names))
			return false
		}
		given[key.Value] = true
		return d.value(value, field, at)
	})
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !given[name] {
			ok = d.checkDefaults(fields[name], join(path, name)) && ok
		}
	}
	return ok && d.validate(v, path)
}

// eachPair walks a mapping, notes the line of each key and refuses a second
// one of the same name. It clears ok when anything is wrong.
func (d *decoder) eachPair(node *yaml.Node, path string, ok *bool, visit func(key, value *yaml.Node, at string) bool) {
	first := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		at := join(path, key.Value)
		switch before, twice := first[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			d.fault(path, key.Line, "expected a plain word as key, found %s", found(key))
			*ok = false
			continue
		case twice:
			d.fault(at, key.Line, "given twice; it stands in line %d already", before)
			*ok = false
			continue
		}
		first[key.Value] = key.Line
		d.src.lines[at] = key.Line
		*ok = visit(key, value, at) && *ok
	}
}

func (d *decoder) list(node *yaml.Node, v reflect.Value, path string) bool {
	if node.Kind != yaml.SequenceNode {
		d.fault(path, node.Line, "expected a list (lines that begin with \"- \"), found %s", found(node))
		return false
	}
	ok := true
	fresh := reflect.MakeSlice(v.Type(), len(node.Content), len(node.Content))
	for i, item := range node.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		d.src.lines[at] = item.Line
		ok = d.value(item, fresh.Index(i), at) && ok
	}
	v.Set(fresh)
	return ok
}

func (d *decoder) mapping(node *yaml.Node, v reflect.Value, path string) bool {
	if node.Kind != yaml.MappingNode || v.Type().Key().Kind() != reflect.String {
		d.fault(path, node.Line, "expected keys with values, found %s", found(node))
		return false
	}
	ok := true
	fresh := reflect.MakeMap(v.Type())
	d.eachPair(node, path, &ok, func(key, value *yaml.Node, at string) bool {
		element := reflect.New(v.Type().Elem()).Elem()
		right := d.value(value, element, at)
		fresh.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), element)
		return right
	})
	v.Set(fresh)
	return ok
}

// checkDefaults lets the validators of a value that the file does not mention
// judge its defaults.
func (d *decoder) checkDefaults(v reflect.Value, path string) bool {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || isScalarType(v.Type()) {
		return true
	}
	ok := true
	fields := fieldsOf(v)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		ok = d.checkDefaults(fields[name], join(path, name)) && ok
	}
	return ok && d.validate(v, path)
}

func (d *decoder) validate(v reflect.Value, path string) bool {
	judge, can := v.Addr().Interface().(Validator)
	if !can {
		return true
	}
	found := judge.Validate()
	for _, f := range found {
		d.faults = append(d.faults, d.src.Fault(join(path, f.Key), f.Problem))
	}
	return len(found) == 0
}

// fieldsOf maps the keys of a struct to its fields.
func fieldsOf(v reflect.Value) map[string]reflect.Value {
	fields := map[string]reflect.Value{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case !f.IsExported() || name == "-":
		case options == "inline" && f.Type.Kind() == reflect.Struct:
			maps.Copy(fields, fieldsOf(v.Field(i)))
		case name == "":
			fields[strings.ToLower(f.Name)] = v.Field(i)
		default:
			fields[name] = v.Field(i)
		}
	}
	return fields
}
