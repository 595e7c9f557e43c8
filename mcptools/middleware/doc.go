// Package middleware provides mcptools.Middleware that controls what a model does with tools:
//
//   - Confirm asks a person or a policy before a call runs. AskUser asks the user. Approve lets one call run after a person has
//     approved it, for example with a button in a chat.
//   - Cap limits the calls within a period.
//   - Audit records calls.
//   - TimeLimit stops calls that take too long.
//   - Redact removes text from results before a model reads it.
//
// All of them see the canonical arguments of a call, so that a model cannot evade them by writing the same arguments differently. They
// fail closed: if the decision on a call fails, the call does not run. If a call that writes cannot be recorded, it does not run
// either. They do not depend on any protocol, so tools behave the same in a chatbot and in an MCP server.
//
// # Around some tools
//
// Tool.With puts middleware around one tool. Around puts it around the tools that a function selects. This code asks before a call
// that can page somebody, allows 10 pages an hour over all tools together, and records every call:
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
// The first middleware of a list is the outermost. What Around adds later is outside of what it added earlier. This order works well,
// from the outside in:
//
//  1. Audit, which then also records the calls that the others refuse
//  2. Redact, which then also filters the texts of the others
//  3. Confirm, so that a denied call uses nothing of a Cap
//  4. Cap
//  5. TimeLimit, so that the time in which a person answers does not count
package middleware
