package schema

import (
	"reflect"
	"testing"
)

// Tags are read as reflect reads them, malformed ones too.
func TestTagsAsReflectReadsThem(t *testing.T) {
	t.Parallel()
	for _, source := range []reflect.StructTag{
		``, ` `, `json`, `json:`, `json:"`, `json:"name`, `json:"name"`, `json:"name,omitempty" alias:"a,b"`, `alias:"a"json:"b"`,
		`  json:"a"   alias:"b"  `, `json:"a" alias: "b"`, `json:"a" words between alias:"b"`, `json:"a\"b" alias:"c"`, `json:"a\\" alias:"b"`,
		`json:"\q" alias:"b"`, `json:"a" alias:"\`, `json:"a" json:"b"`, `:"a" json:"b"`, `json:'a' alias:"b"`, "json:`a` alias:\"b\"",
		"json:\"a\nb\" alias:\"c\"", "js\x7fon:\"a\" alias:\"b\"", `"json":"a" alias:"b"`, `jsonschema_description:"see alias:" alias:"b"`,
		`jsonschema_description:"one \"alias:\" two" json:"é" alias:"\u00e9"`,
	} {
		read := readTags(source)
		for _, key := range []string{"json", "alias", "hidden", ""} {
			got, given := read.lookup(key)
			want, wantGiven := source.Lookup(key)
			if got != want || given != wantGiven {
				t.Errorf("%s of %q is %q, %t; want %q, %t", key, source, got, given, want, wantGiven)
			}
		}
	}
}
