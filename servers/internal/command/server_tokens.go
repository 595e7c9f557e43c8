package command

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// serverToken is a token of --server-token-file: who shows it may call.
type serverToken struct {
	caller string
	sum    [sha256.Size]byte
}

const (
	tokenCharacters = keys.Characters + ".~/" // of RFC 6750
	minToken        = 16                      // characters, so that it cannot be guessed
	maxTokenName    = 64
)

// parseServerTokens reads lines of TOKEN or NAME:TOKEN. Several tokens may have one name, while one replaces the other. Blank lines, and
// lines that begin with #, count for nothing. The errors show no line.
func parseServerTokens(text []byte) ([]serverToken, error) {
	var tokens []serverToken
	number := 0
	for line := range strings.Lines(string(bytes.TrimPrefix(text, []byte("\ufeff")))) {
		number++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, named := strings.Cut(line, ":")
		if !named {
			name, value = "", line
		}
		switch name, value = strings.TrimSpace(name), strings.TrimSpace(value); {
		case keys.HasPrefixed(value):
			return nil, fmt.Errorf("line %d looks like a PagerDuty key. A token is a secret of this server only, such as openssl rand -hex 32 prints", number)
		case len(value) < minToken || strings.Trim(value, tokenCharacters) != "":
			return nil, fmt.Errorf("line %d holds no token: at least %d characters out of A-Z, a-z, 0-9 and - . _ ~ + / =, such as openssl rand -hex 32 prints", number, minToken)
		case named && (name == "" || len(name) > maxTokenName || strings.Trim(name, keys.Characters+".@") != ""):
			return nil, fmt.Errorf("line %d: the name before the colon must be 1 to %d characters out of A-Z, a-z, 0-9 and - . _ @ + =", number, maxTokenName)
		}
		token := serverToken{caller: name, sum: sha256.Sum256([]byte(value))}
		if !named {
			token.caller = "token-" + hex.EncodeToString(token.sum[:8])
		}
		for _, other := range tokens {
			if other.sum == token.sum {
				return nil, fmt.Errorf("line %d repeats a token", number)
			}
		}
		tokens = append(tokens, token)
	}
	if len(tokens) == 0 {
		return nil, errors.New("there is no token in it")
	}
	return tokens, nil
}

// serverTokens are the tokens of --server-token-file, as they are now.
type serverTokens struct{ *reloaded[[]serverToken] }

// openServerTokens returns the tokens of a file. failed is told when a change of the file makes it unusable.
func openServerTokens(path string, failed func(error)) (*serverTokens, error) {
	load := func() ([]serverToken, error) {
		text, err := files.Read(path, "a file of tokens")
		if err != nil {
			return nil, fmt.Errorf("--server-token-file: %w", err)
		}
		tokens, err := parseServerTokens(text)
		if err != nil {
			return nil, fmt.Errorf("--server-token-file %s: %w", path, err)
		}
		return tokens, nil
	}
	t := &serverTokens{&reloaded[[]serverToken]{paths: []string{path}, load: load, failed: failed}}
	_, err := t.get()
	return t, err
}

// authenticate finds the caller of a request by its token. While the file is unusable nobody may call: a token may have been removed.
func (t *serverTokens) authenticate(ctx context.Context, r *http.Request) (context.Context, error) {
	header, err := authorization(r)
	if err != nil {
		return nil, err
	}
	tokens, err := t.get()
	if err != nil {
		return nil, &serve.HTTPError{Status: http.StatusServiceUnavailable, Message: "This server cannot read the tokens of its callers. Its operator finds the reason in its log."}
	}
	scheme, shown, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, errors.New("this server wants a token: let your MCP client send the header Authorization with the value Bearer and a token that its operator gave you")
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(shown)))
	caller := ""
	for _, token := range tokens {
		if subtle.ConstantTimeCompare(sum[:], token.sum[:]) == 1 {
			caller = token.caller
		}
	}
	switch {
	case caller == "" && strings.Contains(shown, ":"): // no token has a colon
		return nil, errors.New("the header Authorization must have the token alone, without the name and the colon before it")
	case caller == "":
		return nil, errors.New("the token in the header Authorization is not one of this server's: ask its operator for one")
	}
	return mcptools.ContextWithCaller(ctx, caller), nil
}
