package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Cutting contract.json again changes nothing: it holds the operations of operations.txt, and no component that they do not use.
func TestContractPartIsCutByTheList(t *testing.T) {
	t.Parallel()
	to, simulated := filepath.Join(t.TempDir(), "contract.json"), filepath.Join(t.TempDir(), "operations.json")
	if err := run("../contract.json", "../operations.txt", to, simulated); err != nil {
		t.Fatal(err)
	}
	sameOperations(t, simulated, "../../../simulator/operations.json")
	want, err := os.ReadFile("../contract.json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("contract.json does not match operations.txt: run the cut command again")
	}
}

// sameOperations compares the operations in the list made from contract.json with those in the simulator's list.
func sameOperations(t *testing.T, made, committed string) {
	t.Helper()
	var part, all map[string]json.RawMessage
	for file, into := range map[string]*map[string]json.RawMessage{made: &part, committed: &all} {
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, described := range part {
		if string(all[name]) != string(described) {
			t.Errorf("%s is %s in the simulator's list and %s in the contract: run the cut command again", name, all[name], described)
		}
	}
	if len(all) < 400 {
		t.Errorf("the simulator's list has only %d operations: cut it from the full contract", len(all))
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	const description = `{
  "paths": {
    "/pets": {
      "parameters": [{"$ref": "#/components/parameters/page"}],
      "get": {"operationId": "listPets", "parameters": [{"name": "include[]", "in": "query", "schema": {"items": {"enum": ["owners"]}}}]},
      "post": {"operationId": "createPet", "requestBody": {"content": {"application/json": {"schema": {"properties": {"pet": {"$ref": "#/components/schemas/Pet"}}}}}}},
      "delete": {"operationId": "deletePets"}
    }
  },
  "components": {
    "parameters": {"page": {"name": "page", "in": "query"}},
    "schemas": {"Pet": {
      "allOf": [{"properties": {"id": {"readOnly": true}, "name": {"readOnly": true}}}, {"properties": {"name": {}}}],
      "oneOf": [{"properties": {"owners": {"items": {"properties": {"pet": {"$ref": "#/components/schemas/Pet"}}}}}}]
    }}
  }
}`
	const want = `{
"DELETE /pets":{"id":"deletePets"},
"GET /pets":{"id":"listPets","query":["page","include[]"],"include":["owners"]},
"POST /pets":{"id":"createPet","query":["page"],"body":{"pet":{"=id":null,"name":null,"owners":{"pet":null}}}}
}`
	if got := string(layout(parse(t, description).describe([]string{"listPets", "createPet"}), 1)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

const full = `{
  "openapi": "3.0.2", "x-accept": "a+b",
  "paths": {
    "/pets/{id}": {
      "parameters": [{"$ref": "#/components/parameters/id"}],
      "get": {"operationId": "getPet", "x-scope": "pets.read", "responses": {"200": {"$ref": "#/components/responses/Pet"}}},
      "delete": {"operationId": "deletePet", "responses": {"200": {"$ref": "#/components/responses/Gone"}}}
    },
    "/owners": {"get": {"operationId": "listOwners", "responses": {"200": {"$ref": "#/components/responses/Owners"}}}}
  },
  "components": {
    "schemas": {
      "Pet": {"oneOf": [], "discriminator": {"propertyName": "type", "mapping": {"cat": "#/components/schemas/Cat"}}},
      "Owner": {}, "Cat": {"properties": {"friend": {"$ref": "#/components/schemas/Pet"}}}
    },
    "responses": {
      "Pet": {"content": {"schema": {"$ref": "#/components/schemas/Pet"}}},
      "Gone": {}, "Owners": {"content": {"schema": {"$ref": "#/components/schemas/Owner"}}}
    },
    "parameters": {"id": {"name": "id"}},
    "requestBodies": {"Pet": {}},
    "securitySchemes": {"api_key": {"type": "apiKey"}}
  }
}`

func TestCutKeepsReferencedComponents(t *testing.T) {
	t.Parallel()
	const want = `{
"components":{
"parameters":{
"id":{"name":"id"}
},
"responses":{
"Pet":{"content":{"schema":{"$ref":"#/components/schemas/Pet"}}}
},
"schemas":{
"Cat":{"properties":{"friend":{"$ref":"#/components/schemas/Pet"}}},
"Pet":{"discriminator":{"mapping":{"cat":"#/components/schemas/Cat"},"propertyName":"type"},"oneOf":[]}
},
"securitySchemes":{
"api_key":{"type":"apiKey"}
}
},
"openapi":"3.0.2",
"paths":{
"/pets/{id}":{
"get":{"operationId":"getPet","responses":{"200":{"$ref":"#/components/responses/Pet"}},"x-scope":"pets.read"},
"parameters":[{"$ref":"#/components/parameters/id"}]
}
},
"x-accept":"a+b"
}`
	part, err := parse(t, full).cut([]string{"getPet"})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(layout(part, 3)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func parse(t *testing.T, text string) (d document) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// A failed cut leaves the files as they were.
func TestCutRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, full, operations, want string }{
		{"no contract", "", "getPet", "contract.json"},
		{"unknown operations", full, "feedPet\ngetPet\npetPet", "no operation feedPet, petPet"},
		{"a reference to nothing", strings.Replace(full, `"Pet": {"oneOf"`, `"Dog": {"oneOf"`, 1), "getPet",
			"#/components/schemas/Pet is referenced and does not exist"},
		{"no object", `[]`, "getPet", "array"},
		{"a contract without paths", `{"openapi":"3.0.2"}`, "getPet", "no operation getPet"},
		{"broken JSON", full[:len(full)/2], "getPet", "unexpected end of JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := t.TempDir()
			from, operations, to := filepath.Join(in, "contract.json"), filepath.Join(in, "operations.txt"), filepath.Join(in, "to.json")
			for file, text := range map[string]string{from: test.full, operations: test.operations} {
				if text == "" {
					continue
				}
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := run(from, operations, to, to); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got the error %v, want %q", err, test.want)
			}
			if _, err := os.Stat(to); !os.IsNotExist(err) {
				t.Errorf("the part was written: %v", err)
			}
		})
	}
}

func TestParseOperations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, list string
		want       string // the ids, or the start of the error
	}{
		{name: "ids, comments and empty lines", list: "# ours\n\ngetPet # one\r\n listPets\n", want: "getPet listPets"},
		{name: "out of order", list: "listPets\ngetPet\n", want: "getPet follows listPets"},
		{name: "twice", list: "getPet\ngetPet\n", want: "getPet follows getPet"},
		{name: "nothing", list: "# none\n", want: "the list has no operation"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ids, err := parseOperations([]byte(test.list))
			got := strings.Join(ids, " ")
			if err != nil {
				got = err.Error()
			}
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
