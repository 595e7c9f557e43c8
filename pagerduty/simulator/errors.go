package simulator

import "net/http"

// refusal is an error that is answered with PagerDuty's error body.
type refusal struct {
	status  int
	code    int
	message string
	details []string
}

func (r *refusal) Error() string { return r.message }

func (r *refusal) body() any {
	type fields struct {
		Message string   `json:"message"`
		Code    int      `json:"code"`
		Errors  []string `json:"errors,omitempty"`
	}
	return map[string]fields{"error": {r.message, r.code, r.details}}
}

// missingScope is the refusal of a token without a scope.
type missingScope struct{ scope string }

func (m *missingScope) Error() string { return "a scope is missing: " + m.scope }

func (m *missingScope) body() any {
	return map[string]any{"error": map[string]any{"message": "Access Denied", "code": 2010, "required_scopes": m.scope}}
}

// shiftBody is body for a 400 of the API of shift-based schedules, which lists problems by field. Those of the simulator are about no
// single field.
func (r *refusal) shiftBody() any {
	type fields struct {
		Message string              `json:"message"`
		Code    int                 `json:"code"`
		Errors  map[string][]string `json:"errors,omitempty"`
	}
	v := fields{Message: r.message, Code: r.code}
	if len(r.details) > 0 {
		v.Errors = map[string][]string{"base": r.details}
	}
	return map[string]fields{"error": v}
}

// invalid returns the refusal of a request with these problems.
func invalid(problems ...string) error {
	return &refusal{http.StatusBadRequest, 2001, "Invalid Input Provided", problems}
}

// conflicting returns the refusal of a request that conflicts with the state of the account.
func conflicting(problems ...string) error {
	return &refusal{http.StatusBadRequest, 2002, "Arguments Caused Error", problems}
}

func notFound(problems ...string) error {
	return &refusal{http.StatusNotFound, 2100, "Not Found", problems}
}

func badRequest(code int, message string, problems ...string) error {
	return &refusal{http.StatusBadRequest, code, message, problems}
}
