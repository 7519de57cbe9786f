// The part of TensorFlow's messages, as tfjs-node carries them, that a SavedModel is written with.
declare module '@tensorflow/tfjs-node/dist/proto/api_pb' {
  export interface AttributeMap {
    set(name: string, value: AttrValue): void;
  }
  export class AttrValue {
    setS(value: Uint8Array): void;
    setI(value: number): void;
    setF(value: number): void;
    setB(value: boolean): void;
    setType(value: number): void;
    setShape(value: TensorShape): void;
    setTensor(value: Tensor): void;
    setFunc(value: NameAttrList): void;
    setList(value: AttrValue.ListValue): void;
  }
  export namespace AttrValue {
    class ListValue {
      setIList(values: number[]): void;
      setFList(values: number[]): void;
      setBList(values: boolean[]): void;
      setTypeList(values: number[]): void;
    }
  }
  export class NameAttrList {
    setName(name: string): void;
  }
  export class Tensor {
    setDtype(dtype: number): void;
    setTensorShape(shape: TensorShape): void;
    setTensorContent(bytes: Uint8Array): void;
  }
  export class TensorShape {
    addDim(dim: TensorShape.Dim): void;
  }
  export namespace TensorShape {
    class Dim {
      setSize(size: number): void;
    }
  }
  export class NodeDef {
    setName(name: string): void;
    setOp(op: string): void;
    addInput(input: string): void;
    getAttrMap(): AttributeMap;
  }
  export class OpDef {
    setName(name: string): void;
    addInputArg(argument: OpDef.ArgDef): void;
    addOutputArg(argument: OpDef.ArgDef): void;
  }
  export namespace OpDef {
    class ArgDef {
      setName(name: string): void;
      setType(dtype: number): void;
    }
  }
  export class FunctionDef {
    setSignature(signature: OpDef): void;
    addNodeDef(node: NodeDef): void;
    getRetMap(): { set(output: string, from: string): void };
    getAttrMap(): AttributeMap;
  }
  export class FunctionDefLibrary {
    addFunction(definition: FunctionDef): void;
  }
  export class VersionDef {
    setProducer(version: number): void;
  }
  export class GraphDef {
    addNode(node: NodeDef): void;
    setLibrary(library: FunctionDefLibrary): void;
    setVersions(versions: VersionDef): void;
  }
  export class MetaGraphDef {
    setMetaInfoDef(info: MetaGraphDef.MetaInfoDef): void;
    setGraphDef(graph: GraphDef): void;
  }
  export namespace MetaGraphDef {
    class MetaInfoDef {
      addTags(tag: string): void;
    }
  }
  export class SavedModel {
    setSavedModelSchemaVersion(version: number): void;
    addMetaGraphs(graph: MetaGraphDef): void;
    serializeBinary(): Uint8Array;
  }
}
