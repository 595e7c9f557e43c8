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

type (
	askKey         struct{}
	questionKeyKey struct{}
)

// ContextWithAsk returns a context in which ask puts the questions of [Ask] to the user. It may be called from several
// goroutines at once, if the tool uses several. Its error is ErrCannotAsk, ErrInputRequired, that of its context, or one that
// says in a sentence why there is no answer.
func ContextWithAsk(ctx context.Context, ask func(ctx context.Context, question string) (yes bool, err error)) context.Context {
	return context.WithValue(ctx, askKey{}, asker{ask: ask})
}

// ContextWithoutAsk returns a context in which nobody can be asked: Ask and [CanAsk] return the reason, which matches ErrCannotAsk.
func ContextWithoutAsk(ctx context.Context, reason error) context.Context {
	return context.WithValue(ctx, askKey{}, asker{cannot: reason})
}

// asker is how a call asks, or why it cannot.
type asker struct {
	ask    func(context.Context, string) (bool, error)
	cannot error
}

// CanAsk returns the error that [Ask] would return for want of anybody to ask, nil if there may be somebody. It spares the work of
// wording a question that nobody gets to read.
func CanAsk(ctx context.Context) error {
	a, _ := ctx.Value(askKey{}).(asker)
	if a.cannot == nil && a.ask == nil {
		return ErrCannotAsk
	}
	return a.cannot
}

// Ask puts a yes-or-no question to the user on whose behalf the call runs, and waits for the answer. Only an answer that is
// there counts as yes.
//
// The error is ErrCannotAsk where nobody can be asked, ErrInputRequired where the call is run again with the answer (return
// it before anything is written), the context's where that ends first, or it says why there is no answer. A call that is run
// again has to ask the same questions in the same order: an answer belongs to the words of its question, or to its key where
// the words may differ from run to run; see [ContextWithQuestionKey].
//
// The question is plain text. Control and invisible characters are taken out of it, and it is cut at 2,000 characters.
func Ask(ctx context.Context, question string) (yes bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if err := CanAsk(ctx); err != nil {
		return false, err
	}
	yes, err = ctx.Value(askKey{}).(asker).ask(ctx, Clean(question, maxQuestionLength))
	return yes && err == nil, err
}

// ContextWithQuestionKey returns a context in which the questions of [Ask] have a key. The answer to a question belongs to its
// key when the call is run again, not to its words: these may hold names that were looked up, and changed meanwhile. Questions of
// one call with the same key have to come in the same order in every run.
func ContextWithQuestionKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, questionKeyKey{}, key)
}

// QuestionKey returns the key of questions in ctx, for functions given to [ContextWithAsk]; "" if they have none.
func QuestionKey(ctx context.Context) string {
	key, _ := ctx.Value(questionKeyKey{}).(string)
	return key
}
