/** Parameters of cluster-glue's plugins in their own order (`stonith -t PLUGIN -n`). */
const plugins: { readonly [plugin: string]: readonly string[] } = {
  'external/nut': [
    'hostname',
    'ups',
    'username',
    'password',
    'poweron',
    'poweroff',
    'reset',
    'statusvar',
    'upscmd',
    'upsc',
  ],
}
export const pluginParameters = (agent: string): readonly string[] | undefined => plugins[agent]
