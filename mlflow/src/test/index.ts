// What tests of other rooms need of MLflow: a real one, a scripted one, and one that goes away.
export { type Fault, faultyProxy } from "./faulty-proxy.ts";
export { mlflowBinary, type RealServer, realServer } from "./real-server.ts";
export { clientOf, failure, json, type ScriptedServer, scriptedServer } from "./scripted-server.ts";
