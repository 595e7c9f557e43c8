package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The committed part is what cutting it again leaves: operations.txt and contract.json agree,
// everything in it is reachable, and it is laid out as it would be from the full contract.
func TestContractPartIsCutByTheList(t *testing.T) {
	t.Parallel()
	to := filepath.Join(t.TempDir(), "contract.json")
	if err := run("../contract.json", "../operations.txt", to); err != nil {
		t.Fatal(err)
	}
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
	if err := run("no such file.json", "../operations.txt", to); err == nil {
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
