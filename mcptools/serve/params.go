package serve

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
)

// params are the members of a request's params that the server uses, of whatever type they came. Clients differ in what else
// they send and how: PHP writes an empty object as a list, others write true for a capability or null for what is not given. So
// only these members are read, each by itself, and one that is not what it should be counts as not given.
type params struct {
	Meta            json.RawMessage `json:"_meta"`
	ProtocolVersion json.RawMessage `json:"protocolVersion"`
	Capabilities    json.RawMessage `json:"capabilities"`
	Cursor          json.RawMessage `json:"cursor"`
	Name            json.RawMessage `json:"name"`
	URI             json.RawMessage `json:"uri"`
	Arguments       json.RawMessage `json:"arguments"`
	InputResponses  json.RawMessage `json:"inputResponses"`
	RequestState    json.RawMessage `json:"requestState"`
	RequestID       json.RawMessage `json:"requestId"`
}

// readParams reads the params of a request or a notification. What is no object has no members.
func readParams(raw json.RawMessage) (p params) {
	_ = json.Unmarshal(raw, &p)
	return p
}

// meta returns the members of _meta, whose names count to the letter.
func (p params) meta() (members map[string]json.RawMessage) {
	if p.Meta != nil {
		_ = json.Unmarshal(p.Meta, &members)
	}
	return members
}

// toolName is the tool that a tools/call asks for.
func (p params) toolName() (name string, given bool) {
	if !isText(p.Name) {
		return "", false
	}
	return name, json.Unmarshal(p.Name, &name) == nil
}

// cancelledID is the id that a notifications/cancelled is about, or nil.
func (p params) cancelledID() json.RawMessage {
	if p.RequestID == nil || !isRequestID(p.RequestID) {
		return nil
	}
	return p.RequestID
}

// progressToken is the token, a string or a number, that a client wants in the progress messages of its request, or nil.
func (p params) progressToken() json.RawMessage {
	token := p.meta()["progressToken"]
	if len(token) == 0 || !strings.ContainsRune(`"-0123456789`, rune(token[0])) {
		return nil
	}
	return token
}

// readElicitation reads what a client's capabilities say about questions to its user; nil if they say nothing.
func readElicitation(capabilities json.RawMessage) *mcp.ElicitationCapability {
	var declared struct {
		Elicitation json.RawMessage `json:"elicitation"`
	}
	if json.Unmarshal(capabilities, &declared) != nil || !isDeclared(declared.Elicitation) {
		return nil
	}
	var modes struct {
		Form json.RawMessage `json:"form"`
		URL  json.RawMessage `json:"url"`
	}
	_ = json.Unmarshal(declared.Elicitation, &modes)
	elicitation := new(mcp.ElicitationCapability)
	if isDeclared(modes.Form) {
		elicitation.Form = new(struct{})
	}
	if isDeclared(modes.URL) {
		elicitation.URL = new(struct{})
	}
	return elicitation
}

// isDeclared reports whether a capability is there: an object, an empty one as PHP writes it, or true.
func isDeclared(capability json.RawMessage) bool {
	return len(capability) > 0 && (capability[0] == '{' || string(capability) == "true" || isEmptyList(capability))
}

func isEmptyList(raw json.RawMessage) bool {
	return len(raw) > 0 && raw[0] == '[' && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0
}

func isText(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '"' }

// forSDK is the request as mcp-go gets it: with what the server uses and nothing else, since one member of a type that mcp-go
// does not expect would make it refuse the whole. Arguments are not among it, for they take another way: see requestSession.
func (m message) forSDK() json.RawMessage {
	var request, params object
	params.add("_meta", m.params.metaForSDK())
	params.addText("protocolVersion", m.params.ProtocolVersion)
	params.addText("cursor", m.params.Cursor)
	params.addText("name", m.params.Name)
	params.addText("uri", m.params.URI)
	params.addText("requestState", m.params.RequestState)
	params.add("inputResponses", m.params.responsesForSDK())
	request.add("jsonrpc", json.RawMessage(`"2.0"`))
	id, _ := json.Marshal(requestKey(m.id)) // as a text, since a number may be too large for a float64; never fails
	request.add("id", id)
	request.add("method", m.rawMethod)
	request.add("params", params.json())
	return request.json()
}

// metaForSDK is _meta with the protocol era and what the client declares for this request. A client of the stateless era has to
// declare its capabilities, if only none: mcp-go refuses a request without.
func (p params) metaForSDK() json.RawMessage {
	members := p.meta()
	if members == nil {
		return nil
	}
	var out object
	out.addText(mcp.MetaKeyProtocolVersion, members[mcp.MetaKeyProtocolVersion])
	if capabilities, given := members[mcp.MetaKeyClientCapabilities]; given {
		declared, _ := json.Marshal(mcp.ClientCapabilities{Elicitation: readElicitation(capabilities)}) // never fails
		out.add(mcp.MetaKeyClientCapabilities, declared)
	}
	return out.json()
}

// responsesForSDK is the answer to the only question that a call puts at a time, or nil.
func (p params) responsesForSDK() json.RawMessage {
	if p.InputResponses == nil {
		return nil
	}
	var answers map[string]json.RawMessage
	if json.Unmarshal(p.InputResponses, &answers) != nil || answers[questionKey] == nil {
		return nil
	}
	var out object
	out.add(questionKey, answers[questionKey])
	return out.json()
}

// object is a JSON object in the making.
type object []byte

// add adds a member, unless it has no value. The name needs no escaping.
func (o *object) add(name string, value json.RawMessage) {
	if value == nil {
		return
	}
	*o = append(append(append(*o, `,"`...), name...), `":`...)
	*o = append(*o, value...)
}

func (o *object) addText(name string, value json.RawMessage) {
	if isText(value) {
		o.add(name, value)
	}
}

func (o *object) json() json.RawMessage {
	if len(*o) == 0 {
		return json.RawMessage("{}")
	}
	(*o)[0] = '{'
	return json.RawMessage(append(*o, '}'))
}
