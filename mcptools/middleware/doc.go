// Package middleware is ready-made mcptools.Middleware: what a program puts between a model and tools that can do harm.
//
//   - Confirm lets a person or a policy decide about a call before it runs; AskUser decides by asking the user, and Approve carries
//     a yes that came later, from a button in a chat.
//   - Cap limits how much may happen within a period, Audit records what happened, TimeLimit ends what takes too long, Redact takes
//     out of results what a model should not read.
//
// All of them see the arguments in canonical form, so that no spelling of a call walks around them, and fail closed: what cannot be
// decided or recorded is not done. They know nothing of any protocol: the same tools behave alike in a chatbot and in an MCP server.
//
// # Around some tools
//
// Tool.With puts middleware around one tool, Around around those of many that a function picks. This asks before a call that can
// page somebody, allows 10 pages an hour over all tools together, and keeps a record of everything:
//
//	pages := func(call mcptools.Call) int { return call.Count("pages") }
//	ask := middleware.AskUser(func(ctx context.Context, call mcptools.Call) string {
//		return call.Question(ctx).Text(500) + " This may page somebody."
//	})
//	confirm := func(ctx context.Context, call mcptools.Call) (middleware.Decision, error) {
//		if pages(call) == 0 {
//			return middleware.Allow(), nil
//		}
//		return ask(ctx, call)
//	}
//	tools = middleware.Around(tools, middleware.Marked("pages"), middleware.Confirm(confirm), middleware.Cap(10, time.Hour, pages))
//	tools = middleware.Around(tools, nil, middleware.Audit(middleware.AuditLog(file)))
//
// # Order
//
// The first listed is outermost, and what Around adds later is outside of what it added before. From the outside in:
//
//  1. Audit, to record what the others refuse, too
//  2. Redact, to reach the texts of all that follow
//  3. Confirm, so that a call that is denied takes nothing from a Cap
//  4. Cap
//  5. TimeLimit, so that the time that a person takes to answer does not count
package middleware
