/** What the page for people says around the problems, in its languages. The problems' own sentences are English. */
import { pageStyle } from "./html-style.ts";
import { ruleTitles } from "./rule-titles.ts";

export const reportLanguages = ["en", "de", "fr", "es", "pt"] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

/** Everything that a page for people is made with beside the problems. Large, so that programs load it when they write one. */
export interface ReportTexts {
  readonly language: ReportLanguage;
  readonly words: ReportWords;
  readonly style: string;
  /** A rule in plain words; undefined where there is nothing but its English summary. */
  ruleTitle(rule: string): string | undefined;
}

/** For 1, and for all other numbers; `#` stands for the number. */
export type Forms = readonly [one: string, other: string];

export interface ReportWords {
  readonly title: string;
  readonly fine: string;
  readonly blocked: Forms;
  readonly open: Forms;
  readonly severities: Readonly<Record<"error" | "warning" | "information" | "hint", string>>;
  readonly file: string;
  readonly content: string;
  readonly rowsRead: string;
  readonly rowsChecked: string;
  readonly found: string;
  readonly shown: string;
  readonly total: string;
  readonly byProblem: string;
  readonly byProblemHint: string;
  readonly byPerson: string;
  readonly byPersonHint: string;
  readonly row: string;
  readonly rows: string;
  readonly header: string;
  readonly suggestion: string;
  readonly noName: string;
  readonly notInList: string;
  readonly problems: Forms;
  readonly otherTexts: Forms;
  readonly otherPeople: Forms;
  readonly leftOut: Forms;
  readonly notRead: string;
  readonly profile: string;
  readonly rowNote: string;
  readonly passwordNote: string;
  /** Undefined where everything is in one language. */
  readonly languageNote: string | undefined;
  readonly madeWith: string;
}

const en: ReportWords = {
  title: "Import check",
  fine: "Nothing stands in the way: these files can be uploaded.",
  blocked: [
    "1 problem must be corrected before these files are uploaded.",
    "# problems must be corrected before these files are uploaded.",
  ],
  open: ["Nothing blocks the upload; 1 point deserves a look.", "Nothing blocks the upload; # points deserve a look."],
  severities: { error: "Must be corrected", warning: "Please check", information: "Good to know", hint: "Hint" },
  file: "File",
  content: "Content",
  rowsRead: "Rows read",
  rowsChecked: "Rows checked",
  found: "Problems found",
  shown: "Problems shown",
  total: "All files",
  byProblem: "By problem",
  byProblemHint: "Each kind of problem once, with all the rows that have it.",
  byPerson: "By person",
  byPersonHint: "What is to be corrected for whom, out of all files.",
  row: "Row",
  rows: "Rows",
  header: "Column names",
  suggestion: "Suggestion",
  noName: "Without a name",
  notInList: "This id is not in the list of people.",
  problems: ["1 problem", "# problems"],
  otherTexts: ["1 other value", "# other values"],
  otherPeople: [
    "1 more person has problems; they are all listed by problem above.",
    "# more people have problems; they are all listed by problem above.",
  ],
  leftOut: ["1 more problem is not listed on this page.", "# more problems are not listed on this page."],
  notRead: "Could not be read",
  profile: "Settings",
  rowNote: "Rows are counted as a spreadsheet counts them: row 1 holds the column names.",
  passwordNote: "Passwords are never shown.",
  languageNote: undefined,
  madeWith: "Made with CSV Preflight",
};

const de: ReportWords = {
  title: "Prüfbericht zum Import",
  fine: "Dem Hochladen steht nichts im Weg: Diese Dateien sind in Ordnung.",
  blocked: [
    "1 Fehler muss vor dem Hochladen berichtigt werden.",
    "# Fehler müssen vor dem Hochladen berichtigt werden.",
  ],
  open: [
    "Dem Hochladen steht nichts im Weg; 1 Punkt verdient einen Blick.",
    "Dem Hochladen steht nichts im Weg; # Punkte verdienen einen Blick.",
  ],
  severities: { error: "Zu berichtigen", warning: "Bitte prüfen", information: "Zur Kenntnis", hint: "Hinweis" },
  file: "Datei",
  content: "Inhalt",
  rowsRead: "Zeilen gelesen",
  rowsChecked: "Zeilen geprüft",
  found: "Probleme gefunden",
  shown: "Probleme gezeigt",
  total: "Alle Dateien",
  byProblem: "Nach Problem",
  byProblemHint: "Jede Art von Problem einmal, mit allen Zeilen, die es haben.",
  byPerson: "Nach Person",
  byPersonHint: "Was bei wem zu berichtigen ist, aus allen Dateien.",
  row: "Zeile",
  rows: "Zeilen",
  header: "Spaltennamen",
  suggestion: "Vorschlag",
  noName: "Ohne Namen",
  notInList: "Diese Kennung steht nicht in der Liste der Personen.",
  problems: ["1 Problem", "# Probleme"],
  otherTexts: ["1 weiterer Wert", "# weitere Werte"],
  otherPeople: [
    "Bei 1 weiteren Person gibt es Probleme; sie stehen alle oben, nach Problem.",
    "Bei # weiteren Personen gibt es Probleme; sie stehen alle oben, nach Problem.",
  ],
  leftOut: [
    "1 weiteres Problem ist auf dieser Seite nicht aufgeführt.",
    "# weitere Probleme sind auf dieser Seite nicht aufgeführt.",
  ],
  notRead: "Nicht lesbar",
  profile: "Einstellungen",
  rowNote: "Zeilen zählen wie in einer Tabellenkalkulation: In Zeile 1 stehen die Spaltennamen.",
  passwordNote: "Passwörter werden nie gezeigt.",
  languageNote: "Die Beschreibungen der einzelnen Probleme und die Bezeichnungen der Spalten sind auf Englisch.",
  madeWith: "Erstellt mit CSV Preflight",
};

const fr: ReportWords = {
  title: "Contrôle de l’import",
  fine: "Rien ne s’oppose à l’envoi : ces fichiers sont en ordre.",
  blocked: [
    "1 problème doit être corrigé avant l’envoi de ces fichiers.",
    "# problèmes doivent être corrigés avant l’envoi de ces fichiers.",
  ],
  open: ["Rien ne bloque l’envoi ; 1 point mérite un regard.", "Rien ne bloque l’envoi ; # points méritent un regard."],
  severities: { error: "À corriger", warning: "À vérifier", information: "Bon à savoir", hint: "Conseil" },
  file: "Fichier",
  content: "Contenu",
  rowsRead: "Lignes lues",
  rowsChecked: "Lignes contrôlées",
  found: "Problèmes trouvés",
  shown: "Problèmes affichés",
  total: "Tous les fichiers",
  byProblem: "Par problème",
  byProblemHint: "Chaque sorte de problème une seule fois, avec toutes les lignes concernées.",
  byPerson: "Par personne",
  byPersonHint: "Ce qu’il faut corriger, personne par personne, tous fichiers réunis.",
  row: "Ligne",
  rows: "Lignes",
  header: "Noms des colonnes",
  suggestion: "Suggestion",
  noName: "Sans nom",
  notInList: "Cet identifiant ne figure pas dans la liste des personnes.",
  problems: ["1 problème", "# problèmes"],
  otherTexts: ["1 autre valeur", "# autres valeurs"],
  otherPeople: [
    "1 autre personne est concernée ; tout figure plus haut, par problème.",
    "# autres personnes sont concernées ; tout figure plus haut, par problème.",
  ],
  leftOut: [
    "1 autre problème n’est pas affiché sur cette page.",
    "# autres problèmes ne sont pas affichés sur cette page.",
  ],
  notRead: "Lecture impossible",
  profile: "Réglages",
  rowNote: "Les lignes sont comptées comme dans un tableur : la ligne 1 contient les noms des colonnes.",
  passwordNote: "Les mots de passe ne sont jamais affichés.",
  languageNote: "Le détail de chaque problème et le titre des colonnes sont en anglais.",
  madeWith: "Établi avec CSV Preflight",
};

const es: ReportWords = {
  title: "Revisión de la importación",
  fine: "Nada impide la carga: estos archivos están en orden.",
  blocked: [
    "Hay 1 problema que corregir antes de cargar estos archivos.",
    "Hay # problemas que corregir antes de cargar estos archivos.",
  ],
  open: ["Nada impide la carga; conviene revisar 1 punto.", "Nada impide la carga; conviene revisar # puntos."],
  severities: {
    error: "Hay que corregirlo",
    warning: "Conviene revisarlo",
    information: "Para saber",
    hint: "Consejo",
  },
  file: "Archivo",
  content: "Contenido",
  rowsRead: "Filas leídas",
  rowsChecked: "Filas revisadas",
  found: "Problemas encontrados",
  shown: "Problemas mostrados",
  total: "Todos los archivos",
  byProblem: "Por problema",
  byProblemHint: "Cada tipo de problema una sola vez, con todas las filas que lo tienen.",
  byPerson: "Por persona",
  byPersonHint: "Qué hay que corregir y de quién, con todos los archivos juntos.",
  row: "Fila",
  rows: "Filas",
  header: "Nombres de columna",
  suggestion: "Sugerencia",
  noName: "Sin nombre",
  notInList: "Este identificador no está en la lista de personas.",
  problems: ["1 problema", "# problemas"],
  otherTexts: ["1 valor más", "# valores más"],
  otherPeople: [
    "Hay problemas en 1 persona más; están todos arriba, por problema.",
    "Hay problemas en # personas más; están todos arriba, por problema.",
  ],
  leftOut: ["1 problema más no aparece en esta página.", "# problemas más no aparecen en esta página."],
  notRead: "No se pudo leer",
  profile: "Ajustes",
  rowNote: "Las filas se cuentan como en una hoja de cálculo: la fila 1 contiene los nombres de las columnas.",
  passwordNote: "Las contraseñas no se muestran nunca.",
  languageNote: "El detalle de cada problema y los títulos de las columnas están en inglés.",
  madeWith: "Hecho con CSV Preflight",
};

const pt: ReportWords = {
  title: "Verificação da importação",
  fine: "Nada impede o envio: estes arquivos estão em ordem.",
  blocked: [
    "Há 1 problema a corrigir antes de enviar estes arquivos.",
    "Há # problemas a corrigir antes de enviar estes arquivos.",
  ],
  open: ["Nada impede o envio; convém rever 1 ponto.", "Nada impede o envio; convém rever # pontos."],
  severities: { error: "A corrigir", warning: "Convém verificar", information: "Bom saber", hint: "Dica" },
  file: "Arquivo",
  content: "Conteúdo",
  rowsRead: "Linhas lidas",
  rowsChecked: "Linhas verificadas",
  found: "Problemas encontrados",
  shown: "Problemas mostrados",
  total: "Todos os arquivos",
  byProblem: "Por problema",
  byProblemHint: "Cada tipo de problema uma só vez, com todas as linhas que o têm.",
  byPerson: "Por pessoa",
  byPersonHint: "O que corrigir e de quem, com todos os arquivos reunidos.",
  row: "Linha",
  rows: "Linhas",
  header: "Nomes das colunas",
  suggestion: "Sugestão",
  noName: "Sem nome",
  notInList: "Este identificador não está na lista de pessoas.",
  problems: ["1 problema", "# problemas"],
  otherTexts: ["mais 1 valor", "mais # valores"],
  otherPeople: [
    "Há problemas em mais 1 pessoa; estão todos acima, por problema.",
    "Há problemas em mais # pessoas; estão todos acima, por problema.",
  ],
  leftOut: ["Mais 1 problema não aparece nesta página.", "Mais # problemas não aparecem nesta página."],
  notRead: "Não foi possível ler",
  profile: "Configurações",
  rowNote: "As linhas são contadas como em uma planilha: a linha 1 contém os nomes das colunas.",
  passwordNote: "As senhas nunca são mostradas.",
  languageNote: "O detalhe de cada problema e os títulos das colunas estão em inglês.",
  madeWith: "Feito com CSV Preflight",
};

const words: Readonly<Record<ReportLanguage, ReportWords>> = { en, de, fr, es, pt };

export function reportTexts(language: ReportLanguage): ReportTexts {
  return {
    language,
    words: words[language],
    style: pageStyle,
    ruleTitle: (rule) => (language === "en" ? undefined : ruleTitles[rule]?.[language]),
  };
}

/** The language that a tag (`pt-BR`) or a locale (`de_AT.UTF-8`) asks for; English where it is none of ours. */
export function reportLanguage(wanted: string): ReportLanguage {
  const [own] = wanted.toLowerCase().split(/[-_.@]/);
  return reportLanguages.find((language) => language === own) ?? "en";
}
