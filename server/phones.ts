/** What phone numbers may be, by the numbering plans of all countries; read only when somebody converts people. */
import type { PhoneNumber, ReadPhone } from "./features/convert/phone.ts";

/** A reader of phone numbers that would rather know nothing than guess. */
export async function phoneReader(): Promise<ReadPhone> {
  const { parsePhoneNumberFromString: parse } = await import("libphonenumber-js/max");
  const read = (text: string, country: string | undefined): PhoneNumber | undefined => {
    const found = parse(text, country === undefined ? undefined : { defaultCountry: country as "US" });
    if (!found?.isValid() || found.country === undefined) return undefined;
    return {
      international: found.number,
      country: found.country,
      national: found.nationalNumber,
      extension: found.ext,
    };
  };
  return (text, country) => {
    if (text.startsWith("+")) return read(text, undefined);
    if (country === undefined || !/^[A-Z]{2}$/.test(country)) return undefined;
    const within = read(text, country);
    // The same digits may be a number with its country code: then nobody can tell.
    const whole = /^\d+$/.test(text) ? read(`+${text}`, undefined) : undefined;
    if (within?.country !== country) return undefined;
    return whole && whole.country === country && whole.international !== within.international ? undefined : within;
  };
}
