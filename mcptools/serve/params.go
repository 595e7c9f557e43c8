package serve

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
)

// params are the members of a request's params that the server uses. Each may have any type, because clients differ: PHP writes an empty
// object as a list, others write true for a capability or null for an omitted member. Each member is read separately, and counts as
// omitted if it has the wrong type. All other members are ignored.
type params struct {
	Meta            json.RawMessage `json:"_meta"`
	ProtocolVersion json.RawMessage `json:"protocolVersion"`
	Capabilities    json.RawMessage `json:"capabilities"`
	ClientInfo      json.RawMessage `json:"clientInfo"`
	Cursor          json.RawMessage `json:"cursor"`
	Name            json.RawMessage `json:"name"`
	URI             json.RawMessage `json:"uri"`
	Arguments       json.RawMessage `json:"arguments"`
	Ref             json.RawMessage `json:"ref"`
	Argument        json.RawMessage `json:"argument"`
	InputResponses  json.RawMessage `json:"inputResponses"`
	RequestState    json.RawMessage `json:"requestState"`
	RequestID       json.RawMessage `json:"requestId"`
}

// readParams reads the params of a request or a notification. Params that are not an object have no members.
func readParams(raw json.RawMessage) (p params) {
	_ = json.Unmarshal(raw, &p)
	return p
}

// meta returns the members of _meta. Unlike in a struct, their names are case-sensitive.
func (p params) meta() (members map[string]json.RawMessage) {
	if p.Meta != nil {
		_ = json.Unmarshal(p.Meta, &members)
	}
	return members
}

// metaText returns a member of _meta that is a text; "" for any other.
func (p params) metaText(name string) (text string) {
	if value := p.meta()[name]; isText(value) {
		_ = json.Unmarshal(value, &text)
	}
	return text
}

// name returns the name of the tool in a tools/call, or of the prompt in a prompts/get.
func (p params) name() (name string, given bool) {
	if !isText(p.Name) {
		return "", false
	}
	return name, json.Unmarshal(p.Name, &name) == nil
}

// cancelledID returns the id of the cancelled request in a notifications/cancelled, or nil.
func (p params) cancelledID() json.RawMessage {
	if p.RequestID == nil || !isRequestID(p.RequestID) {
		return nil
	}
	return p.RequestID
}

// progressToken returns the token for progress messages, a string or a number, or nil.
func (p params) progressToken() json.RawMessage {
	token := p.meta()["progressToken"]
	if len(token) == 0 || !strings.ContainsRune(`"-0123456789`, rune(token[0])) {
		return nil
	}
	return token
}

// readElicitation returns the elicitation capability of a client, or nil if it declares none.
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

// isDeclared reports whether a capability is declared: as an object, as an empty list (PHP's empty object), or as true.
func isDeclared(capability json.RawMessage) bool {
	return len(capability) > 0 && (capability[0] == '{' || string(capability) == "true" || isEmptyList(capability))
}

func isEmptyList(raw json.RawMessage) bool {
	return len(raw) > 0 && raw[0] == '[' && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0
}

func isText(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '"' }

// forSDK returns the request for mcp-go. It contains only members that the server uses, because mcp-go refuses a request if any member has
// an unexpected type. It does not contain the arguments of a call or a prompt: see requestSession.
func (m message) forSDK() json.RawMessage {
	var request, params object
	params.add("_meta", m.params.metaForSDK())
	params.addText("protocolVersion", m.params.ProtocolVersion)
	params.addText("cursor", m.params.Cursor)
	params.addText("name", m.params.Name)
	params.addText("uri", m.params.URI)
	params.add("ref", m.params.referenceForSDK())
	params.add("argument", m.params.argumentForSDK())
	params.addText("requestState", m.params.RequestState)
	params.add("inputResponses", m.params.responsesForSDK())
	request.add("jsonrpc", json.RawMessage(`"2.0"`))
	request.add("id", m.idForSDK())
	request.add("method", m.rawMethod)
	request.add("params", params.json())
	return request.json()
}

// idForSDK returns the id as a string, because a number may be too large for a float64. mcp-go repeats that of a subscription in its messages.
func (m message) idForSDK() json.RawMessage {
	if m.method == string(mcp.MethodSubscriptionsListen) {
		return m.id
	}
	id, _ := json.Marshal(requestKey(m.id)) // never fails
	return id
}

// metaForSDK returns _meta with the protocol version and the capabilities that the client declares for this request. A stateless client
// must declare capabilities, even if it has none: mcp-go refuses a request without them.
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

// responsesForSDK returns inputResponses with the answer to the question, or nil.
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

// json returns the params that clients repeat in headers, and the arguments, as a JSON object.
func (p params) json() json.RawMessage {
	var out object
	out.addText("name", p.Name)
	out.addText("uri", p.URI)
	out.add("arguments", p.Arguments)
	return out.json()
}

// object builds a JSON object.
type object []byte

// add adds a member unless its value is nil. The name must need no escaping.
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
