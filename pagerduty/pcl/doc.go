// Package pcl parses and evaluates PCL, PagerDuty's condition language, in which the rules of event orchestrations choose events:
//
//	condition, err := pcl.Parse("event.source matches part 'shop' and not event.severity == 'info'")
//
// It depends on the standard library only.
//
// The package follows PagerDuty's documentation of the language. Evaluate has three results: what a condition says about things that
// are not in its Input, such as the number of recent events, is Unknown, with the reason. So is what the documentation leaves open.
//
// # Grammar
//
//	Condition = And { "or" And } .
//	And = Not { "and" Not } .
//	Not = "not" Not | Comparison .
//	Comparison = Path "exists" | "now" "in" Schedule | Value [ Operator Value | Match ] .
//	Operator = "==" | ">" | ">=" | "<" | "<=" .
//	Match = "matches" [ "part" ] [ "exactly" ] Value | "matches" "regex" [ "exactly" ] String .
//	Value = "(" Condition ")" | Path | "now" | Count | Literal .
//	Count = ( "trigger_count" | "resetting_trigger_count" ) "over" Duration .
//	Path = name { "." name | "[" String "]" | "[" digits "]" } .
//	Literal = String | Number | "true" | "false" | Datetime | Duration | Schedule .
//	String = "'" { character | "\\'" | "\\\\" } "'" .
//	Number = [ "-" ] digits [ "." digits [ "e" [ "+" | "-" ] digits ] ] .
//	Datetime = date time zone .
//	Duration = digits unit { digits unit } .
//	Schedule = day { "," day } time "to" time zone .
//
// A name consists of ASCII letters, digits and underscores, and does not begin with a digit. A date is like 2021-12-04, a time like
// 19:00:42, a zone like America/New_York, a day like Mon. A unit is second, minute, hour or day, with or without a final s. Spaces may
// stand between words, but not within paths and not beside the commas of a schedule.
//
// Some words are reserved: as the name of a field they need brackets, as in event.custom_details['namespace'].
//
// # Values
//
// A missing path is nil. A comparison of types that do not fit counts as false and gives a warning; "not" makes it true. nil fits neither
// an order, such as ">", nor "matches". With "==", nil and a value are unequal without a warning, and two nils are Unknown.
// Strings match without regard to case, unless "exactly" follows. "==" regards case, and converts nothing.
//
// The roots of paths are up to the caller: in event orchestrations they are event, raw_event and cache_var.
package pcl
