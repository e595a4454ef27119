/** What other words are made of: names that nobody need be, syllables, and letters of each script. */

/** Given and family names as they are common in many countries, in small letters. */
const names = `
abe ada amy bea ben cal cleo dag dora eda elk eva fay finn flo gil gwen hal hera ida ina ivo jan jill joss kai kim kurt
lena lew lil lou mae max mia milo moe nan neve nia nils nora oda olaf opal orla otto pam pia poul rae ravi rex rhea rolf
rosa roy ruth sal sara seth sid sofi sue tara ted theo tia timo todd una uma ursa vera vic viv wes wim yara yves zack zoe
agnes alice alwin amber anton arno astrid basil becky bella benno berta boris bruno carla cedric celia clara clemens
conrad cyril daisy daphne darius dennis diana dorothea edgar edith edwin elena elise emilia enid erica ernest esther
fabian fatima felix fiona flora florence frances freda gareth gemma georgia gerald gilbert gisela gloria gordon greta
gunnar gustav hannah harold harriet hazel hector heidi henry hilda horace howard hubert hugo ignatius imogen ingrid irene
isaac isolde ivan jasmine jasper jerome joanna jonas josephine julian juniper karin kaspar katrin kendra lambert laura
leander leopold lilian linda linus lorenz lucia ludwig lydia magnus marcus margot marina martha matilda maurice melanie
miriam monica myrtle nadia naomi natalie nelson nestor nicola nigel octavia olive oliver oscar oswald pamela patrick
paula percy petra philippa phoebe quentin rachel ralph ramona raphael raymond regina rhoda robin roderick roland ronja
rosalind rufus rupert sabina salome samuel selma sidney sigrid silvia simon stella sylvester tabitha tamara theodora
tobias trevor ulrich ursula valentin valerie vanessa verena victor vincent viola virgil walter wanda wendelin wilfred
winifred xenia yannick yvonne zelda
abbey acker alder arden ashby auer barlow barton beck benson birch blair blake bloom bolton bower brandt briar brook bryce
burton calder carver chase clay cobb conway corbin cotton cramer crane croft curtis dalton darby dawson denver dixon
doyle drake duncan eaton ellis emery ewing faber falk farrow fenton fisher forbes foster garner gibson glover goode grant
greer griffin hale hansen harlow hartmann haywood heller holden holloway hooper hudson hughes hyde ingram irving jansen
jarvis jensen keller kemp kendall kerr kirby kramer lambert landry lang larkin larsen lawson linden lockwood logan lowell
lund madden marsh mercer merrill miller monroe morris morton moss nash newell nolan norris oakley olsen osborn otis page
palmer parker payne pearce perkins porter powell quincy ramsey reed reeves rhodes ridley ritter rogers rowan russell
sawyer schaefer shaw sheldon slater sommer stark sterling sutton talbot tanner tate thorpe travis tucker turner tyler
vance vaughn vogel wade walsh warner waters webb weller wheeler whitfield wilder winslow winter wolfe woodard wyatt yates
york zimmer
`;

/** By their length. */
export const namesByLength: ReadonlyMap<number, readonly string[]> = byLength(new Set(names.trim().split(/\s+/)));

function byLength(words: Iterable<string>): Map<number, string[]> {
  const sorted = new Map<number, string[]>();
  for (const word of words) sorted.set(word.length, [...(sorted.get(word.length) ?? []), word]);
  return sorted;
}

export const consonants = "bdfghjklmnprstvwz";
export const vowels = "aeiou";

/** What stands for a letter of the Latin script that is not ASCII, by the plain letter drawn for its place. */
export const accented: Readonly<Record<string, string>> = {
  a: "áàâäãåą",
  c: "çćč",
  d: "ďđ",
  e: "éèêëęě",
  g: "ğģ",
  i: "íìîïī",
  l: "ľļĺ",
  n: "ñńň",
  o: "óòôöõøő",
  r: "řŕ",
  s: "śšş",
  t: "ťţ",
  u: "úùûüůű",
  y: "ýÿ",
  z: "źžż",
};

/** Small letters of other scripts, some of each. */
export const scripts: readonly (readonly [script: RegExp, letters: string])[] = [
  [
    /\p{Script=Han}/u,
    "山川田林森石松竹梅北南東西中原本村木水火金土月星空雨雪花春夏秋冬明光和平安正大小高长青白红永文华美丽国",
  ],
  [/\p{Script=Hiragana}/u, "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろ"],
  [/\p{Script=Katakana}/u, "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロ"],
  [
    /\p{Script=Hangul}/u,
    "가나다라마바사아자차하고노도로모보소오조거너더러머버서어저구누두루무부수우주기니디리미비시이지",
  ],
  [/\p{Script=Cyrillic}/u, "абвгдежзиклмнопрстуфхцчшэюя"],
  [/\p{Script=Greek}/u, "αβγδεζηθικλμνξοπρτυφχψω"],
  [/\p{Script=Arabic}/u, "ابتثجحخدذرزسشصضطعغفقكلمنهوي"],
  [/\p{Script=Hebrew}/u, "אבגדהוזחטיכלמנסעפצקרשת"],
  [/\p{Script=Devanagari}/u, "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह"],
  [/\p{Script=Thai}/u, "กขคงจฉชซญดตถทธนบปผพฟภมยรลวสหอ"],
];

/** Letters of two UTF-16 units. */
export const longLetters = [..."𐐨𐐩𐐪𐐫𐐬𐐭𐐮𐐯𐐰𐐱𐐲𐐳𐐴𐐵𐐶𐐷𐐸𐐹𐐺𐐻"];
