package mcptools

import (
	"context"
	"errors"
	"time"
)

// maxQuestionLength is how many characters of a question a user gets to read.
const maxQuestionLength = 2000

// ErrCannotAsk is returned by [Ask] when nobody can be asked: the context was not made by [ContextWithAsk], or the client cannot
// ask its user. Match it with errors.Is.
var ErrCannotAsk = errors.New("the user cannot be asked: the program that runs this tool has no way to put a question to them")

// ErrInputRequired is returned by [Ask] when the user has not answered yet. The call will run again when there is an answer. Return
// the error unchanged, or wrapped, before anything is written. Match it with errors.Is.
var ErrInputRequired = errors.New("nothing was done yet: a question to the user is waiting for an answer")

type (
	askKey         struct{}
	questionKeyKey struct{}
)

// ContextWithAsk returns a context in which [Ask] calls ask to put its question to the user. ask must be safe for concurrent use if
// the tool uses several goroutines. It should return ErrCannotAsk, ErrInputRequired, the error of its context, or an error whose
// text is a sentence that explains why there is no answer.
func ContextWithAsk(ctx context.Context, ask func(ctx context.Context, question string) (yes bool, err error)) context.Context {
	return context.WithValue(ctx, askKey{}, asker{ask: ask})
}

// ContextWithoutAsk returns a context in which nobody can be asked. The errors of Ask and [CanAsk] match both reason and
// ErrCannotAsk.
func ContextWithoutAsk(ctx context.Context, reason error) context.Context {
	if reason != nil && !errors.Is(reason, ErrCannotAsk) {
		reason = cannotAskError{reason}
	}
	return context.WithValue(ctx, askKey{}, asker{cannot: reason})
}

// cannotAskError is a reason that does not match ErrCannotAsk itself.
type cannotAskError struct{ reason error }

func (e cannotAskError) Error() string { return "the user cannot be asked: " + e.reason.Error() }

func (e cannotAskError) Is(target error) bool { return target == ErrCannotAsk }

func (e cannotAskError) Unwrap() error { return e.reason }

// asker is how a call asks, or the reason why it cannot.
type asker struct {
	ask    func(context.Context, string) (bool, error)
	cannot error
}

// CanAsk returns the error that [Ask] would return because nobody can be asked, or nil if somebody might be. Use it to avoid
// building a question that nobody will see.
func CanAsk(ctx context.Context) error {
	a, _ := ctx.Value(askKey{}).(asker)
	if a.cannot == nil && a.ask == nil {
		return ErrCannotAsk
	}
	return a.cannot
}

// Ask puts a yes-or-no question to the user on whose behalf the call runs, and waits for the answer. Without an answer, yes is
// false.
//
// Ask returns ErrCannotAsk if nobody can be asked, ErrInputRequired if the call will run again with the answer (return it before
// anything is written), the error of ctx if ctx ends first, or else an error that explains why there is no answer. A call that runs
// again must ask the same questions in the same order. Answers are matched to questions by their text, or by their key if the text
// may differ between runs; see [ContextWithQuestionKey].
//
// The question is plain text. Control and invisible characters are taken out of it, and it is cut at 2,000 characters.
func Ask(ctx context.Context, question string) (yes bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if err := CanAsk(ctx); err != nil {
		return false, err
	}
	start := time.Now()
	yes, err = ctx.Value(askKey{}).(asker).ask(ctx, Clean(question, maxQuestionLength))
	observed, _ := ctx.Value(answersKey{}).(*answers)
	observed.add(yes, err, time.Since(start))
	return yes && err == nil, err
}

// ContextWithQuestionKey returns a context in which the questions of [Ask] have a key. When the call runs again, answers are
// matched by key, not by text, because the text may contain looked-up names that have changed. Questions of one call with the same
// key must come in the same order in every run.
func ContextWithQuestionKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, questionKeyKey{}, key)
}

// QuestionKey returns the key that [ContextWithQuestionKey] set, or "" if there is none. It is for implementations of the ask
// function of [ContextWithAsk].
func QuestionKey(ctx context.Context) string {
	key, _ := ctx.Value(questionKeyKey{}).(string)
	return key
}
