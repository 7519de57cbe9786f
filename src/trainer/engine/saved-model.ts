// Encodes a graph as the bytes of a `saved_model.pb`. Only this file uses the protobuf messages inside the tfjs-node
// package.
import * as proto from '@tensorflow/tfjs-node/dist/proto/api_pb';
import type { Attribute, Attributes, Graph, GraphFunction, GraphNode } from './graph';
import type { ArrayType } from './trace';

/** The tag passed to `loadSavedModel`. */
export const TAG = 'serve';

/** Version of the graph format (`graph.proto`): any that TensorFlow 2 reads. */
const PRODUCER = 1882;

export function encodeSavedModel(graph: Graph): Uint8Array {
  const library = new proto.FunctionDefLibrary();
  for (const one of graph.functions) library.addFunction(functionDef(one));
  const versions = new proto.VersionDef();
  versions.setProducer(PRODUCER);
  const graphDef = new proto.GraphDef();
  for (const node of graph.nodes) graphDef.addNode(nodeDef(node));
  graphDef.setLibrary(library);
  graphDef.setVersions(versions);
  const info = new proto.MetaGraphDef.MetaInfoDef();
  info.addTags(TAG);
  const metaGraph = new proto.MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graphDef);
  const model = new proto.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(metaGraph);
  return model.serializeBinary();
}

function functionDef({ name, inputs, outputs, nodes, attributes = {} }: GraphFunction): proto.FunctionDef {
  const argument = (of: { name: string; dtype: number }): proto.OpDef.ArgDef => {
    const arg = new proto.OpDef.ArgDef();
    arg.setName(of.name);
    arg.setType(of.dtype);
    return arg;
  };
  const signature = new proto.OpDef();
  signature.setName(name);
  for (const input of inputs) signature.addInputArg(argument(input));
  for (const output of outputs) signature.addOutputArg(argument(output));
  const def = new proto.FunctionDef();
  def.setSignature(signature);
  for (const node of nodes) def.addNodeDef(nodeDef(node));
  for (const output of outputs) def.getRetMap().set(output.name, output.from);
  setAttributes(def.getAttrMap(), attributes);
  return def;
}

function nodeDef({ name, op, inputs, attributes }: GraphNode): proto.NodeDef {
  const def = new proto.NodeDef();
  def.setName(name);
  def.setOp(op);
  for (const input of inputs) def.addInput(input);
  setAttributes(def.getAttrMap(), attributes);
  return def;
}

function setAttributes(map: proto.AttributeMap, attributes: Attributes): void {
  for (const [name, attribute] of Object.entries(attributes)) map.set(name, attrValue(attribute));
}

function attrValue(attribute: Attribute): proto.AttrValue {
  const value = new proto.AttrValue();
  const list = (fill: (list: proto.AttrValue.ListValue) => void): void => {
    const values = new proto.AttrValue.ListValue();
    fill(values);
    value.setList(values);
  };
  if ('type' in attribute) value.setType(attribute.type);
  else if ('int' in attribute) value.setI(attribute.int);
  else if ('float' in attribute) value.setF(attribute.float);
  else if ('bool' in attribute) value.setB(attribute.bool);
  else if ('string' in attribute) value.setS(new TextEncoder().encode(attribute.string));
  else if ('shape' in attribute) value.setShape(tensorShape(attribute.shape));
  else if ('types' in attribute) list((values) => values.setTypeList([...attribute.types]));
  else if ('ints' in attribute) list((values) => values.setIList([...attribute.ints]));
  else if ('floats' in attribute) list((values) => values.setFList([...attribute.floats]));
  else if ('bools' in attribute) list((values) => values.setBList([...attribute.bools]));
  else if ('function' in attribute) {
    const name = new proto.NameAttrList();
    name.setName(attribute.function);
    value.setFunc(name);
  } else value.setTensor(tensor(attribute.tensor));
  return value;
}

function tensor({
  dtype,
  shape,
  values,
}: ArrayType & { values: Float32Array | Int32Array | Uint8Array }): proto.Tensor {
  const message = new proto.Tensor();
  message.setDtype(dtype);
  message.setTensorShape(tensorShape(shape));
  message.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return message;
}

function tensorShape(shape: readonly number[]): proto.TensorShape {
  const message = new proto.TensorShape();
  for (const size of shape) {
    const dim = new proto.TensorShape.Dim();
    dim.setSize(size);
    message.addDim(dim);
  }
  return message;
}
