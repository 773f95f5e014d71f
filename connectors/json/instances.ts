// A kernel as it was compiled → instances of it, each of which works in the memory given.

/** `kernel`: WebAssembly, in Base64. It is made ready once, when it is first asked for. */
export function instancesOf<Kernel>(kernel: string): (memory: WebAssembly.Memory) => Kernel {
  let ready: WebAssembly.Module | null = null
  return (memory) => {
    ready ??= new WebAssembly.Module(Buffer.from(kernel, 'base64'))
    return new WebAssembly.Instance(ready, { env: { memory } }).exports as unknown as Kernel
  }
}
