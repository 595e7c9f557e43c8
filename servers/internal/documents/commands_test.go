package documents

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// commands are the programs of the repository, by the directories of their packages, with their flags.
type commands map[string]map[string]bool

var flagMethod = regexp.MustCompile(`^((Bool|Int|Uint|String|StringSlice|StringArray|Duration|Text|Func|BoolFunc)(Var)?|Var)P?$`)

// findCommands reads the flags of every program out of the code that declares them.
func findCommands(t *testing.T) commands {
	t.Helper()
	all := commands{}
	for _, file := range repositoryFiles(t, ".go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text := readFile(t, file)
		if start := "\n" + text; !strings.Contains(start, "\npackage main") && !strings.Contains(start, "\npackage subcommands") {
			continue // parsing every file takes seconds
		}
		tree, err := parser.ParseFile(token.NewFileSet(), "", text, 0)
		if err != nil {
			t.Fatal(err)
		}
		directory := path.Dir(file)
		if directory == "servers/internal/subcommands" {
			directory = "servers/pagerduty-mcp" // which runs them
		}
		if tree.Name.Name == "subcommands" && all[directory] == nil {
			all[directory] = map[string]bool{"help": true}
		}
		if tree.Name.Name == "main" && all[directory] == nil {
			all[directory] = map[string]bool{"help": true}
		}
		for _, spec := range tree.Imports {
			if tree.Name.Name == "main" && spec.Path.Value == strconv.Quote(module+"/servers/internal/command") {
				all.addServer(directory)
			}
		}
		if all[directory] != nil {
			ast.Inspect(tree, func(n ast.Node) bool {
				if flag := declaredFlag(n); flag != "" {
					all[directory][flag] = true
				}
				return true
			})
		}
	}
	return all
}

func (c commands) addServer(directory string) {
	server := allareas.Server()
	if path.Base(directory) != "pagerduty-mcp" {
		server.Areas = server.Areas[:1]
	}
	for _, setting := range command.Settings(server) {
		if setting.Flag != "" {
			c[directory][setting.Flag] = true
		}
	}
}

// named returns the flags of the program of that name.
func (c commands) named(name string) (flags map[string]bool, found bool) {
	for directory, flags := range c {
		if path.Base(directory) == name {
			return flags, true
		}
	}
	return nil, false
}

// has reports whether any program has the flag.
func (c commands) has(flag string) bool {
	for _, flags := range c {
		if flags[flag] {
			return true
		}
	}
	return false
}

// declaredFlag is the flag that a call such as flags.StringVar(&s.listen, "listen", …) declares.
func declaredFlag(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return ""
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !flagMethod.MatchString(method.Sel.Name) {
		return ""
	}
	at := 0
	if strings.Contains(method.Sel.Name, "Var") {
		at = 1
	}
	if len(call.Args) <= at+1 {
		return ""
	}
	name, ok := call.Args[at].(*ast.BasicLit)
	if !ok || name.Kind != token.STRING {
		return ""
	}
	return strings.Trim(name.Value, "\"`")
}

// shellCommands are the simple commands of a script, as words.
func shellCommands(script string) [][]string {
	script = strings.ReplaceAll(script, "\\\n", " ")
	script = regexp.MustCompile(`(?m)(^|\s)#.*$`).ReplaceAllString(script, "")
	var all [][]string
	for _, simple := range regexp.MustCompile(`\n|&&|\|\||[|;&]`).Split(script, -1) {
		words := strings.Fields(simple)
		for len(words) > 0 && (words[0] == "$" || regexp.MustCompile(`^[A-Za-z_]+=`).MatchString(words[0])) {
			words = words[1:]
		}
		if len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

var flagWord = regexp.MustCompile(`^"?--([a-z][a-z0-9-]*)`)

// checkScript looks at the commands of a script that begins in a directory.
func (n names) checkScript(directory, script string) []string {
	var complaints []string
	for _, words := range shellCommands(script) {
		complaints = append(complaints, n.checkCommand(directory, words)...)
		if words[0] == "cd" && len(words) == 2 {
			if directory = path.Join(directory, words[1]); !exists(".", directory) {
				directory = words[1]
			}
		}
	}
	return complaints
}

// checkCommand returns a complaint for each part of a simple command that does not exist: packages and scripts of the repository,
// targets of make, and flags of our own programs.
func (n names) checkCommand(directory string, words []string) []string {
	var complaints []string
	var flags map[string]bool // of the program of ours that the command runs
	for i, word := range words {
		word = strings.Trim(word, `"'`)
		found := true
		switch {
		case words[0] == "make" && i > 0:
			found = n.targets[word] || strings.Contains(word, "=") || strings.HasPrefix(word, "-")
		case words[0] == "cd" && i == 1, strings.HasPrefix(word, ".ci/"):
			found = exists(directory, word) || notNames[word] != ""
		case words[0] == "go" && (strings.HasPrefix(word, "./") || word == "."):
			found, flags = n.goPackage(directory, word)
		case strings.HasPrefix(word, module):
			inside, _, _ := strings.Cut(strings.TrimPrefix(word, module), "@")
			found = exists(".", "."+strings.TrimSuffix(inside, "/..."))
		case ourName.MatchString(path.Base(word)):
			flags, found = n.commands.named(path.Base(word))
			found = found || notNames[path.Base(word)] != ""
		case flags != nil && flagWord.MatchString(word):
			found = flags[flagWord.FindStringSubmatch(word)[1]] || notNames[word] != ""
		}
		if !found {
			complaints = append(complaints, fmt.Sprintf("there is no %s, as in %q", word, strings.Join(words, " ")))
		}
	}
	return complaints
}

// goPackage finds the packages that the go command is given, and returns the flags of a program.
func (n names) goPackage(directory, word string) (found bool, flags map[string]bool) {
	inside := strings.TrimSuffix(path.Clean(word), "...")
	for _, start := range []string{directory, "."} {
		if flags := n.commands[path.Join(start, inside)]; flags != nil {
			return true, flags
		}
	}
	return exists(directory, inside), nil
}
