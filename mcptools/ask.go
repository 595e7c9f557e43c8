package mcptools

import (
	"context"
	"errors"
)

// maxQuestionLength is how many characters of a question a user gets to read.
const maxQuestionLength = 2000

// ErrCannotAsk is the error of [Ask] when there is nobody to ask: the context of the call has no [ContextWithAsk], or the client
// behind it cannot ask. Match it with errors.Is.
var ErrCannotAsk = errors.New("the user cannot be asked: the program that runs this tool has no way to put a question to them")

// ErrInputRequired is the error of [Ask] when the answer is still to come and the call will be run again with it. Return it
// unchanged, or wrapped, before anything is written. Match it with errors.Is.
var ErrInputRequired = errors.New("nothing was done yet: a question to the user is waiting for an answer")

type askKey struct{}

// ContextWithAsk returns a context in which ask puts the questions of [Ask] to the user. It may be called from several
// goroutines at once, if the tool uses several. Its error is ErrCannotAsk, ErrInputRequired, that of its context, or one that
// says in a sentence why there is no answer.
func ContextWithAsk(ctx context.Context, ask func(ctx context.Context, question string) (yes bool, err error)) context.Context {
	return context.WithValue(ctx, askKey{}, ask)
}

// Ask puts a yes-or-no question to the user on whose behalf the call runs, and waits for the answer. Only an answer that is
// there counts as yes.
//
// The error is ErrCannotAsk where nobody can be asked, ErrInputRequired where the call is run again with the answer (return
// it before anything is written), the context's where that ends first, or it says why there is no answer. A call that is run
// again has to ask the same questions in the same order: an answer belongs to the words of its question.
//
// The question is plain text. Control and invisible characters are taken out of it, and it is cut at 2,000 characters.
func Ask(ctx context.Context, question string) (yes bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	ask, ok := ctx.Value(askKey{}).(func(context.Context, string) (bool, error))
	if !ok || ask == nil {
		return false, ErrCannotAsk
	}
	yes, err = ask(ctx, Clean(question, maxQuestionLength))
	return yes && err == nil, err
}
