#ifndef DAYBOOK_XML_H
#define DAYBOOK_XML_H

#include <libxml/xmlreader.h>
#include <libxml/xmlversion.h>

/* The first error of one text. */
struct daybook_xml_fault {
    int code;
    int line;
    char message[240];
};

#if LIBXML_VERSION >= 21200
static inline void daybook_xml_note(void *to, const xmlError *error) {
#else
static inline void daybook_xml_note(void *to, xmlErrorPtr error) {
#endif
    struct daybook_xml_fault *fault = (struct daybook_xml_fault *)to;
    if (fault->code != 0 || error->level < XML_ERR_ERROR) return;
    fault->code = error->code;
    fault->line = error->line;
    int at = 0;
    for (const char *from = error->message; from && *from && *from != '\n' && at < 239; from++) fault->message[at++] = *from;
    fault->message[at] = 0;
}

/*
 * A reader of the bytes that `read` gives. Nothing is fetched (NONET), no DTD is loaded, no entity is put in the place of
 * its name (no NOENT), and nothing is printed. HUGE, since the limits are the caller's own.
 */
static inline xmlTextReaderPtr daybook_xml_open(xmlInputReadCallback read, void *context, struct daybook_xml_fault *fault) {
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_HUGE;
    xmlTextReaderPtr reader = xmlReaderForIO(read, 0, context, 0, 0, options);
    if (reader) xmlTextReaderSetStructuredErrorHandler(reader, (xmlStructuredErrorFunc)daybook_xml_note, fault);
    return reader;
}

#endif
