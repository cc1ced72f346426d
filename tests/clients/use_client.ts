/** Uses the generated client as a program would: `node use_client.js URL` writes the completed task. */

import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { argv: string[] };

type Schemas = components["schemas"];

const credentials: Schemas["Credentials"] = { username: "typescript", password: "a brass engine" };
const newTask: Schemas["NewTask"] = { title: "Write the report", due_date: "2026-03-20", priority: "high" };

// @ts-expect-error - the values of an enum are known
const unknownPriority: Schemas["NewTask"] = { title: "Write the report", priority: "urgent" };
// @ts-expect-error - the user is no field of a body
const otherUser: Schemas["NewTask"] = { title: "Write the report", user_id: "" };
// @ts-expect-error - the codes of errors are known
const unknownCode: Schemas["ErrorCode"] = "unknown";

function succeeded<T>({ data, error }: { data?: T; error?: Schemas["Error"] }): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

const baseUrl = process.argv[2];
const anonymous = createClient<paths>({ baseUrl });
succeeded(await anonymous.POST("/api/auth/register", { body: credentials }));
const signIn = succeeded(await anonymous.POST("/api/auth/login", { body: credentials }));
if (!("token" in signIn)) throw new Error("only with `remember`, tokens are in cookies alone");

const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${signIn.token}` } });
const created = succeeded(await client.POST("/api/tasks", { body: newTask }));
const path = { id: created.id };
succeeded(await client.PATCH("/api/tasks/{id}", { params: { path }, body: { action: "complete" } }));
const task: Schemas["Task"] = succeeded(await client.GET("/api/tasks/{id}", { params: { path } }));

const { error } = await anonymous.GET("/api/tasks", { params: { query: { priority: [task.priority] } } });
const code: Schemas["ErrorCode"] | undefined = error?.code;
console.log(JSON.stringify({ task, code }));
