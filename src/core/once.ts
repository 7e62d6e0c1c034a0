/**
 * Remembers what a pure function made of an object for as long as that object lives: questions about a whole spec or plan
 * are asked once for each of its thousand parts. The object must not change afterwards.
 */
export function oncePer<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    const found = known.get(key)
    if (found) return found.value
    const value = make(key)
    known.set(key, { value })
    return value
  }
}
