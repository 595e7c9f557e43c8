package pagerduty

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	maxTokenAnswer = 64 << 10
	// maxTokenLife is longer than any token of PagerDuty's lasts.
	maxTokenLife = 366 * 24 * time.Hour
	// maxOAuthText is how much of an error's text is kept, in bytes.
	maxOAuthText = 500
)

// fetchWithRetries requests a token, and again after a failure that may pass. If the secret is refused, it asks for the secret again, and
// tries once more with one that differs.
func (c *AppCredential) fetchWithRetries(ctx context.Context) (appToken, error) {
	secret, err := c.secret(ctx)
	if err != nil {
		return appToken{}, err
	}
	for attempt, reread := 1, false; ; attempt++ {
		token, failure := c.fetch(ctx, secret)
		if failure == nil {
			return token, nil
		}
		if errors.Is(failure, ErrUnauthorized) && !reread {
			reread = true
			if newer, err := c.secret(ctx); err != nil {
				return appToken{}, errors.Join(failure, err)
			} else if newer.header() != secret.header() {
				secret = newer
				continue
			}
		}
		wait := max(jitter(firstBackoff<<attempt), failure.RetryAfter)
		if !failure.isTemporary() || attempt >= maxTokenAttempts || endsWithin(ctx, wait) || sleep(ctx, wait) != nil {
			return appToken{}, failure
		}
	}
}

// secret returns the client secret.
func (c *AppCredential) secret(ctx context.Context) (Token, error) {
	secret, err := c.app.Secret.Token(ctx)
	if err == nil && secret.valid() != nil {
		err = errors.New("it is empty, or has characters that no secret has")
	}
	if err != nil {
		return Token{}, &AppError{URL: c.app.TokenURL, Message: "the client secret cannot be read", cause: secret.redactError(err), unsent: true}
	}
	return secret, nil
}

// fetch requests a token once.
func (c *AppCredential) fetch(ctx context.Context, secret Token) (token appToken, failure *AppError) {
	failure = &AppError{URL: c.app.TokenURL}
	defer func() {
		if failure != nil {
			failure.redact(secret)
		}
	}()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.app.ClientID}, "client_secret": {secret.secret()}, "scope": {c.scope}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.app.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		failure.Message, failure.cause, failure.unsent = "the request could not be made", err, true
		return appToken{}, failure
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", defaultUserAgent())
	start := time.Now()
	response, err := c.client.Do(request)
	if err != nil {
		failure.Message, failure.cause = "no answer came", withoutURL(err)
		return appToken{}, failure
	}
	defer response.Body.Close()
	failure.StatusCode, failure.RetryAfter = response.StatusCode, retryAfter(response.Header)
	body, err := io.ReadAll(io.LimitReader(response.Body, maxTokenAnswer+1))
	switch location := response.Header.Get("Location"); {
	case location != "" && response.StatusCode >= 300 && response.StatusCode < 400:
		failure.Message = "the answer is a redirection to " + hostOf(location) + ", which is not followed with the client secret: check the token URL"
		return appToken{}, failure
	case err != nil:
		failure.Message, failure.cause = "the answer broke off", err
		return appToken{}, failure
	case len(body) > maxTokenAnswer:
		failure.Message = "the answer is too large to be a token"
		return appToken{}, failure
	}
	if response.StatusCode != http.StatusOK {
		failure.parse(body)
		return appToken{}, failure
	}
	token, err = parseAppToken(body, start)
	if err != nil {
		failure.Message = err.Error()
		return appToken{}, failure
	}
	return token, nil
}

// parseAppToken reads the answer to a request that was sent at this time. Its errors show nothing of the answer.
func parseAppToken(body []byte, requested time.Time) (appToken, error) {
	var answer struct {
		AccessToken string      `json:"access_token"`
		TokenType   string      `json:"token_type"`
		Scope       string      `json:"scope"`
		ExpiresIn   json.Number `json:"expires_in"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return appToken{}, errors.New("the answer is not that of a token endpoint")
	}
	token := BearerToken(answer.AccessToken)
	seconds, err := answer.ExpiresIn.Float64()
	switch {
	case answer.AccessToken == "":
		return appToken{}, errors.New("the answer has no access_token")
	case token.valid() != nil:
		return appToken{}, errors.New("the access_token in the answer has characters that no token has")
	case !strings.EqualFold(cmp.Or(answer.TokenType, "bearer"), "bearer"):
		return appToken{}, fmt.Errorf("the answer has a token of the type %.20q, not bearer", answer.TokenType)
	case answer.ExpiresIn == "":
		return appToken{}, errors.New("the answer has no expires_in, so that it is unknown when the token ends")
	case err != nil || !(seconds >= 1) || seconds > maxTokenLife.Seconds():
		return appToken{}, fmt.Errorf("expires_in in the answer is %.20s: it must be the seconds until the token ends, at least 1 and at most a year", answer.ExpiresIn)
	}
	return newAppToken(token, strings.Fields(answer.Scope), requested, time.Duration(seconds*float64(time.Second))), nil
}

// parse reads an answer that refuses a token.
func (e *AppError) parse(body []byte) {
	var answer struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	_ = json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), &answer) // what has another type is left out
	e.Code = oneLine(answer.Error)
	said, meaning := oneLine(answer.Description), oauthMeaning(e.Code)
	if said != "" && meaning != "" {
		meaning += ": "
	}
	e.Message = cmp.Or(meaning+said, "the answer does not say why")
}

// oauthMeaning explains an error code of OAuth (RFC 6749, section 5.2) to the operator of an app; "" for other codes.
func oauthMeaning(code string) string {
	switch code {
	case "invalid_client":
		return "PagerDuty does not know the client id, or refuses the client secret"
	case "invalid_scope":
		return "the app was not granted one of the scopes, or not for this account: compare the scopes, the region and the subdomain with the app in PagerDuty"
	case "unauthorized_client":
		return "the app may not get tokens in this way: it needs Scoped OAuth"
	case "access_denied":
		return "the app may not act on this account"
	case "unsupported_grant_type":
		return "the endpoint issues no tokens to apps: check the token URL"
	}
	return ""
}

// oneLine returns text without control characters, and cut if it is long.
func oneLine(text string) string {
	text = strings.ToValidUTF8(text[:min(len(text), maxOAuthText)], "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text))
}

// redact removes the secret from what the endpoint may have sent back.
func (e *AppError) redact(secret Token) {
	e.Code, e.Message, e.cause = secret.redact(e.Code), secret.redact(e.Message), secret.redactError(e.cause)
}
