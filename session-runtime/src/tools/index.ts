export { sendTool } from './send.ts';
export {
  type Afterwards,
  type BuiltIns,
  type Caller,
  type HttpTool,
  type Send,
  type ToolOutcome,
  Tools,
} from './tools.ts';
