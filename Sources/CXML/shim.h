#ifndef DAYBOOK_XML_H
#define DAYBOOK_XML_H

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

/*
 * A parser that is fed piece by piece and calls `handler` back. Nothing is fetched (NONET), no DTD is loaded, no entity is
 * put in the place of its name (no NOENT), and nothing is printed. HUGE, since the limits are the caller's own.
 * `first` are the first bytes, by which the encoding is told.
 */
static inline xmlParserCtxtPtr daybook_xml_open(xmlSAXHandler *handler, void *context, const char *first, int count) {
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(handler, context, first, count, 0);
    if (parser)
        xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_HUGE);
    return parser;
}

static inline int daybook_xml_line(xmlParserCtxtPtr parser) { return parser->input ? parser->input->line : 0; }

static inline int daybook_xml_is_sound(xmlParserCtxtPtr parser) { return parser->wellFormed; }

/* The message of the last error, or a null pointer; `line` gets its line. */
static inline const char *daybook_xml_message(xmlParserCtxtPtr parser, int *line) {
    const xmlError *error = xmlCtxtGetLastError(parser);
    if (!error) return 0;
    *line = error->line;
    return error->message;
}

#endif
