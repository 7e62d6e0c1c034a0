// Made by scripts/gen.ts from package.json.
export const toolVersion = '0.1.0'
