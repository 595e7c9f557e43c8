package command

import (
	"encoding/json"
	"net/http"
	"strings"
)

// metadataPath is where clients look for whose tokens a server takes (RFC 9728). The path of the endpoint follows.
const metadataPath = "/.well-known/oauth-protected-resource"

// authorizationServer issues PagerDuty's OAuth tokens, for all regions.
const authorizationServer = "https://identity.pagerduty.com"

// metadata returns the documents that --public-url publishes, by path; none without it. api is the address of PagerDuty's API.
func (h *httpSettings) metadata(api string, endpoints []string) map[string][]byte {
	if h.publicURL == "" {
		return nil
	}
	documents := map[string][]byte{}
	for _, path := range append([]string{""}, endpoints...) {
		document := map[string]any{"resource": h.publicURL + path, "bearer_methods_supported": []string{"header"}}
		if h.auth == authCaller && regionOf(api) != "" {
			document["authorization_servers"] = []string{authorizationServer}
		}
		documents[metadataPath+path], _ = json.Marshal(document) // strings always encode
	}
	return documents
}

// challenge returns the header WWW-Authenticate of an answer without a caller. The path of r is an endpoint.
func (h *httpSettings) challenge(r *http.Request) string {
	if h.publicURL == "" {
		return "Bearer"
	}
	return `Bearer resource_metadata="` + h.publicURL + metadataPath + strings.TrimSuffix(r.URL.Path, "/") + `"`
}
