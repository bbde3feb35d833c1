// Values in the JSON of fixture I that JSON does not have: {"$bin": "<base64>"}, {"$date": "<ISO text>"}, {"$undefined": true}.

export function fromJson(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value.$bin === "string") return Buffer.from(value.$bin, "base64");
  if (typeof value.$date === "string") return new Date(value.$date);
  if (value.$undefined === true) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, fromJson(element)]));
}

export function toJson(value) {
  if (value instanceof ArrayBuffer) return toJson(Buffer.from(value));
  if (ArrayBuffer.isView(value)) return { $bin: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, toJson(element)]));
}
