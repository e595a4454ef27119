/** What files of mappings are called; apart from their reading, so that nothing is loaded to know one. */
export const mappingSuffix = ".csv-mapping.json";
