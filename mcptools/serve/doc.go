// Package serve turns tools into an MCP server.
//
//	server, err := serve.New(serve.Info{Name: "pager", Version: "1.2.0"}, tools)
//	if err != nil { … }
//	err = server.Stdio(ctx, os.Stdin, os.Stdout)
//
// [Server.Handler] serves many clients over HTTP, each with the credentials of its caller if the program wants that.
//
// It supports the MCP revisions 2024-11-05 to 2026-07-28. They are implemented by mcp-go, which no other package here imports. This
// package adds:
//
//   - a reply to every call that was read, unless the client cancelled it
//   - limits for each client: on stdio, the server stops reading at 10,000 unanswered requests or 64 MiB of their messages, and starts no
//     further calls at 32 MiB of unread results; over HTTP, it refuses what exceeds the limits of a caller
//   - cancellation of calls that still wait for their turn
//   - progress messages that always arrive before the reply
//   - a clear error for every message that cannot be understood; members that the server does not use may have any value
//   - a clean exit
//
// [WithPrompts] and [WithResources] add prompts and resources, with completion of what a user types. Lists of what a server does not have are
// empty, and unknown names complete to nothing.
//
// A tool that calls [mcptools.Ask] asks the user by MCP's elicitation. With revisions up to 2025-11-25, the client gets the question
// while the call waits. With revision 2026-07-28, it gets the question as the result of the call and repeats the call with the user's
// answer; the tool then runs again from the start. An answer counts once, for ten minutes, and only for the same call. If the client
// does not support elicitation, Ask returns [mcptools.ErrCannotAsk].
package serve
