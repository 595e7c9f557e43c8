package mcptools

import "context"

type callerKey struct{}

// ContextWithCaller returns a context for a call that is made for the caller with this id. A server with many users sets it, so that what
// belongs to one caller never reaches another: the answers of a user to questions, and limits per caller. The id must be the same for all
// calls of a caller, must differ from those of all others, and must not be a secret: use a hash of the credential, or the name of a user.
func ContextWithCaller(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, callerKey{}, id)
}

// Caller returns the id of the caller, or "" if the program has only one.
func Caller(ctx context.Context) string {
	id, _ := ctx.Value(callerKey{}).(string)
	return id
}
