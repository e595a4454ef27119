/** Values of an export as a column wants them, where there is no doubt; everything else is left to those who check the result. */
import { countryByCode, countryCodeOf, isCountryName } from "../../core/filetypes/lists.ts";
import type { Column } from "../../core/filetypes/table.ts";
import { isInternationalPhone, phoneDigits } from "../../core/filetypes/values.ts";
import { fold } from "../../core/text/text.ts";

/** Labels become codes, phone numbers lose their separators, countries get the name or code that is wanted. */
export function certain(text: string, column: Column): string {
  const { field, values, spellings } = column;
  switch (field.type) {
    case "code":
    case "role":
    case "status":
      if (field.list !== undefined || values.has(text)) return text;
      return spellings.get(fold(text))?.value ?? text;
    case "phone": {
      const digits = phoneDigits(text);
      if (digits === undefined) return text;
      if (field.variant === undefined || field.variant === "digits") return digits;
      return text.startsWith("+") && isInternationalPhone(`+${digits}`) ? `+${digits}` : text;
    }
    case "country-code":
      return countryCodeOf(text) ?? text;
    case "country-name": {
      const code = isCountryName(text) ? undefined : countryCodeOf(text);
      return (code === undefined ? undefined : countryByCode(code)) ?? text;
    }
    default:
      return text;
  }
}
