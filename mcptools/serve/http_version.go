package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
)

// checkHeaders checks a message against the headers with which it came, and reports whether it is of a stateless revision (2026-07-28 or
// later). Those repeat the revision, the method and the name in headers, so that proxies need not read the message.
func (h *httpHandler) checkHeaders(header http.Header, m message) (modern bool, problem *mcp.JSONRPCErrorDetails) {
	inHeader := header.Get(mcp.HeaderProtocolVersion)
	var inMessage string
	_ = json.Unmarshal(m.params.meta()[mcp.MetaKeyProtocolVersion], &inMessage) // absent or not a string: none
	if !mcp.IsModernProtocol(inHeader) && !mcp.IsModernProtocol(inMessage) {
		if inHeader != "" && !mcp.IsValidProtocolVersion(inHeader) && m.method != string(mcp.MethodInitialize) {
			return false, details(mcp.INVALID_REQUEST, "the header "+mcp.HeaderProtocolVersion+" names a revision that this server does not support. It supports "+strings.Join(mcp.ValidProtocolVersions, ", ")+".")
		}
		return false, nil
	}
	switch {
	case m.method == "":
		return true, details(mcp.INVALID_REQUEST, "clients of this revision send no responses: the server asks by a result with inputRequests.")
	case header.Get(mcp.HeaderLastEventID) != "":
		return true, details(mcp.HEADER_MISMATCH, mcp.HeaderLastEventID+" is not supported: make the request again, with a new id.")
	case inHeader == "":
		return true, details(mcp.HEADER_MISMATCH, "the header "+mcp.HeaderProtocolVersion+" is missing.")
	case inMessage == "":
		return true, details(mcp.INVALID_PARAMS, "_meta lacks "+mcp.MetaKeyProtocolVersion+".")
	case inHeader != inMessage:
		return true, details(mcp.HEADER_MISMATCH, "the header "+mcp.HeaderProtocolVersion+" and "+mcp.MetaKeyProtocolVersion+" in _meta differ.")
	case !mcp.IsValidProtocolVersion(inMessage):
		unsupported := mcp.UnsupportedProtocolVersionError{Version: inMessage, Supported: mcp.ValidProtocolVersions}.JSONRPCError()
		return true, &unsupported.Error
	}
	if err := h.checkStandardHeaders(header, inMessage, m); err != nil {
		if mismatch, ok := errors.AsType[mcp.HeaderMismatchError](err); ok {
			return true, details(mcp.HEADER_MISMATCH, mismatch.Error())
		}
		return true, details(mcp.INVALID_PARAMS, err.Error())
	}
	return true, nil
}

func (h *httpHandler) checkStandardHeaders(header http.Header, version string, m message) error {
	params := m.params.json()
	if err := mcp.ValidateStandardHeaders(header.Get, version, mcp.MCPMethod(m.method), params); err != nil {
		return err
	}
	name, _ := m.params.name()
	tool, found := h.tools[name]
	if m.method != string(mcp.MethodToolsCall) || !found || !bytes.Contains(tool.Tool.RawInputSchema, []byte("x-mcp-header")) {
		return nil
	}
	lookUp := func(name string) (string, bool) { return header.Get(name), len(header.Values(name)) > 0 }
	return mcp.ValidateParamHeadersLookup(lookUp, &tool.Tool, params)
}

func details(code int, message string) *mcp.JSONRPCErrorDetails {
	return &mcp.JSONRPCErrorDetails{Code: code, Message: message}
}

// httpStatus returns the HTTP status of a response. Clients of stateless revisions get errors as a status too, so that proxies see them.
func httpStatus(modern bool, code int) int {
	if !modern {
		return http.StatusOK
	}
	switch code {
	case mcp.METHOD_NOT_FOUND:
		return http.StatusNotFound
	case mcp.HEADER_MISMATCH, mcp.MISSING_REQUIRED_CLIENT_CAPABILITY, mcp.UNSUPPORTED_PROTOCOL_VERSION, mcp.INVALID_REQUEST, mcp.INVALID_PARAMS, mcp.PARSE_ERROR:
		return http.StatusBadRequest
	}
	return http.StatusOK
}
