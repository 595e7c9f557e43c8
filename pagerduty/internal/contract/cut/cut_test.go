package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The committed part is what cutting it again leaves: operations.txt and contract.json agree,
// everything in it is reachable, and it is laid out as it would be from the full contract.
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
		t.Error("contract.json is not what operations.txt asks for: run the cut program again")
	}
}

// sameOperations reports what the simulator's list says otherwise of an operation than the list that was made of the part.
func sameOperations(t *testing.T, ofPart, committed string) {
	t.Helper()
	var part, all map[string]json.RawMessage
	for file, into := range map[string]*map[string]json.RawMessage{ofPart: &part, committed: &all} {
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
			t.Errorf("%s is %s in the simulator's list and %s in the contract: run the cut program again", name, all[name], described)
		}
	}
	if len(all) < 400 {
		t.Errorf("the simulator's list has %d operations: it must have been cut from the full contract", len(all))
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
"GET /pets":{"id":"listPets","query":["page","include[]"],"include":["owners"]},
"POST /pets":{"id":"createPet","query":["page"],"body":{"pet":{"=id":null,"name":null,"owners":{"pet":null}}}},
"DELETE /pets":{"id":"deletePets"}
}
`
	got, err := describe([]byte(description), []string{"listPets", "createPet"})
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

const full = `{
  "openapi": "3.0.2", "x-accept": "a<b>",
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

func TestCutKeepsWhatIsReachableOnLinesOfItsOwn(t *testing.T) {
	t.Parallel()
	const want = `{
"openapi":"3.0.2",
"x-accept":"a<b>",
"paths":{
"/pets/{id}":{"parameters":[{"$ref":"#/components/parameters/id"}],"get":{"operationId":"getPet","x-scope":"pets.read","responses":{"200":{"$ref":"#/components/responses/Pet"}}}}
},
"components":{
"schemas":{
"Pet":{"oneOf":[],"discriminator":{"propertyName":"type","mapping":{"cat":"#/components/schemas/Cat"}}},
"Cat":{"properties":{"friend":{"$ref":"#/components/schemas/Pet"}}}
},
"responses":{
"Pet":{"content":{"schema":{"$ref":"#/components/schemas/Pet"}}}
},
"parameters":{
"id":{"name":"id"}
},
"securitySchemes":{
"api_key":{"type":"apiKey"}
}
}
}
`
	got, err := cut([]byte(full), []string{"getPet"})
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCutRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, full string
		keep       []string
		want       string
	}{
		{name: "unknown operations", full: full, keep: []string{"getPet", "petPet", "feedPet"}, want: "has no operation feedPet, petPet"},
		{name: "a reference to nothing", full: strings.Replace(full, `"Pet": {"oneOf"`, `"Dog": {"oneOf"`, 1), keep: []string{"getPet"},
			want: "#/components/schemas/Pet is referred to and does not exist"},
		{name: "what is no object", full: `[]`, keep: []string{"getPet"}, want: "a JSON object is expected"},
		{name: "a contract without paths", full: `{"openapi":"3.0.2"}`, keep: []string{"getPet"}, want: "paths: a JSON object is expected"},
		{name: "broken JSON", full: full[:len(full)/2], keep: []string{"getPet"}, want: "unexpected"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := cut([]byte(test.full), test.keep)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got the error %v, want one that says %q", err, test.want)
			}
		})
	}
}

// A cut that fails leaves the part of before as it was.
func TestFailedCutWritesNothing(t *testing.T) {
	t.Parallel()
	to := filepath.Join(t.TempDir(), "contract.json")
	if err := run("no such file.json", "../operations.txt", to, to); err == nil {
		t.Error("a full contract that is not there is no error")
	}
	if _, err := os.Stat(to); !os.IsNotExist(err) {
		t.Errorf("the part was written: %v", err)
	}
}

func TestParseOperations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, list string
		want       string // the ids, or what the error says
	}{
		{name: "ids, comments and empty lines", list: "# what we use\n\ngetPet # one\r\n listPets\n", want: "getPet listPets"},
		{name: "out of order", list: "listPets\ngetPet\n", want: "getPet stands after listPets"},
		{name: "twice", list: "getPet\ngetPet\n", want: "getPet stands after getPet"},
		{name: "nothing", list: "# none\n", want: "no operation is listed"},
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
