// Made by scripts/gen.ts.
declare const specs: Record<string, unknown>
export default specs
