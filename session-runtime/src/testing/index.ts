export { meanModel } from './onnx.ts';
