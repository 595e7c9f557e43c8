package command

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// keyElsewhere returns the error for a key in the wrong place. It does not repeat the key.
func keyElsewhere(place string) error {
	return fmt.Errorf("%s looks like an API key. Put the key into the variable %s, or into the file that %s names. "+
		"If it is a file name, write ./ before it", place, keyVariable, keyFileVariable)
}

// refuseKeys returns an error if an argument, which every user of the machine can read, or a variable for something else contains
// a key. skipped is the number of arguments before these.
func refuseKeys(arguments []string, skipped int, flags *pflag.FlagSet, environment env.Variables) error {
	for i, argument := range arguments {
		if keys.Has(argument) {
			return keyElsewhere(fmt.Sprintf("argument %d", skipped+i+1))
		}
	}
	names := []string{keyFileVariable, hostVariable, fromVariable, keys.DirectoryVariable, keys.ClientSecretFileVariable, keys.TokenURLVariable}
	flags.VisitAll(func(flag *pflag.Flag) { names = append(names, variables(flag.Name)...) })
	for _, name := range names {
		if value, _ := environment.Lookup(name); keys.Has(value) {
			return keyElsewhere("the value of " + name)
		}
	}
	// A line with words may name an item of a password manager, whose id looks like a key.
	line, _ := environment.Lookup(keys.CommandVariable)
	words := strings.Fields(line)
	if keys.HasPrefixed(line) || len(words) > 0 && (len(words) == 1 || words[0] == "Bearer") && keys.Has(line) {
		return keyElsewhere("the value of " + keys.CommandVariable)
	}
	return nil
}

// FlagError explains why flags could not be parsed. err is the error of flags.Parse.
func FlagError(flags *pflag.FlagSet, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		given := "--" + unknown.GetSpecifiedName()
		if letters := unknown.GetSpecifiedShortnames(); letters != "" {
			given = "-" + letters
		}
		return seeHelp(fmt.Sprintf("there is no flag %s%s", given, didYouMean(flags, given)))
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Errorf("%w; see --help", invalidValue("--"+wrong.GetFlag().Name, wrong))
	}
	return fmt.Errorf("%w; see --help", err)
}

// seeHelp ends a sentence with a pointer to --help.
func seeHelp(sentence string) error {
	if strings.HasSuffix(sentence, "?") {
		return errors.New(sentence + " See --help.")
	}
	return errors.New(sentence + "; see --help")
}

// didYouMean suggests the flags whose names are similar to word.
func didYouMean(flags *pflag.FlagSet, word string) string {
	word, _, _ = strings.Cut(strings.TrimLeft(word, "-"), "=")
	names := []string{"help"}
	flags.VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
	near := mcptools.Nearest(word, names)
	if len(near) == 0 {
		return ""
	}
	return ": did you mean --" + strings.Join(near, ", --") + "?"
}

// invalidValue explains the invalid value of a flag or a variable in the words of the flag's type.
func invalidValue(name string, wrong *pflag.InvalidValueError) error {
	return fmt.Errorf("%s is %q: %w", name, wrong.GetValue(), wrong.Unwrap())
}

// plainWord matches words that are safe to repeat: no secret is that simple.
var plainWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z_-]{0,39}$`) })

// strayArgument explains an argument that no flag takes. skipped is the number of arguments before all.
func strayArgument(flags *pflag.FlagSet, all []string, skipped int) error {
	stray := flags.Arg(0)
	flags.SetInterspersed(false) // stops at the first: its text may also be the value of a flag before it
	_ = flags.Parse(all)         // as before
	name := fmt.Sprintf("argument %d", skipped+len(all)-flags.NArg()+1)
	if plainWord().MatchString(stray) {
		name = strconv.Quote(stray)
	}
	hint := didYouMean(flags, stray)
	switch {
	case stray == "true" || stray == "false":
		hint = ": a boolean flag takes its value after =, such as --demo=" + stray
	case strings.Contains(stray, "_"):
		hint = ": write several names as one, with commas and without spaces"
	}
	return seeHelp(fmt.Sprintf("%s belongs to no flag%s", name, hint))
}
