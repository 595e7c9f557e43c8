// Package serve turns tools into an MCP server.
//
//	server, err := serve.New(serve.Info{Name: "pager", Version: "1.2.0"}, tools)
//	if err != nil { … }
//	err = server.Stdio(ctx, os.Stdin, os.Stdout)
//
// The protocol itself, in every revision from 2024-11-05 to 2026-07-28, is mcp-go's; this package is the only one that
// imports it. What it adds is what a server on somebody's laptop needs: a reply to every call that was read, a bound on what
// one client can have unanswered (10,000 requests and 64 MiB of messages; reading pauses while there are more) and unread
// (32 MiB of answers; further calls wait while there are more), cancellation that reaches calls which still wait for their
// turn, progress that arrives before the reply, a clear error for whatever cannot be understood, and a clean exit. It puts up
// with whatever a client sends around a call: what the server does not need is not read.
//
// A tool that asks its user, with [mcptools.Ask], does so by MCP's elicitation. A client up to 2025-11-25 gets the question while
// the call waits. One of 2026-07-28 gets it as the answer to the call, makes the call again with the user's answer, and the tool
// runs once more from the start. An answer counts once, for ten minutes, and for the call that it was given to. Where the
// client has no elicitation, the error is [mcptools.ErrCannotAsk].
package serve
