// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/http/serverwords.h"

#include "core/wire/jsonview.h"

#include <QRegularExpression>

#include <algorithm>

namespace Signalbox {

namespace {

constexpr int longestWords = 300;
constexpr qsizetype readOfPage = 64 * 1024; // a title stands at the beginning

struct Phrase
{
    int status;
    const char *words;
};
constexpr Phrase phrases[] = {{400, "Bad Request"},
                              {401, "Unauthorized"},
                              {403, "Forbidden"},
                              {404, "Not Found"},
                              {405, "Method Not Allowed"},
                              {406, "Not Acceptable"},
                              {407, "Proxy Authentication Required"},
                              {408, "Request Timeout"},
                              {409, "Conflict"},
                              {410, "Gone"},
                              {411, "Length Required"},
                              {413, "Content Too Large"},
                              {415, "Unsupported Media Type"},
                              {421, "Misdirected Request"},
                              {422, "Unprocessable Content"},
                              {426, "Upgrade Required"},
                              {429, "Too Many Requests"},
                              {431, "Request Header Fields Too Large"},
                              {500, "Internal Server Error"},
                              {501, "Not Implemented"},
                              {502, "Bad Gateway"},
                              {503, "Service Unavailable"},
                              {504, "Gateway Timeout"}};

QString oneLine(const QString &text)
{
    QString result = text;
    for (QChar &c : result) {
        if (!c.isPrint())
            c = u' ';
    }
    return result.simplified().left(longestWords);
}

/** The first text found where servers put the reason: {"error": {"message"}}, {"error"}, {"message"}, {"detail"}. */
QString wordsOfJson(const QByteArray &body)
{
    const JsonView json = JsonView::parse(QByteArrayView(body).trimmed());
    if (json.isString())
        return QString::fromUtf8(json.string());
    for (const char *key : {"error_description", "message", "error", "detail"}) {
        const JsonView value = json[key];
        if (value.isString())
            return QString::fromUtf8(value.string());
        if (value["message"].isString())
            return QString::fromUtf8(value["message"].string());
    }
    return {};
}

QString titleOfPage(const QString &page)
{
    static const QRegularExpression title(QStringLiteral("<title[^>]*>([^<]*)"),
                                          QRegularExpression::CaseInsensitiveOption);
    return title.match(page).captured(1);
}

} // namespace

QByteArray HttpAnswer::mediaType() const
{
    return headerValue(headers, "content-type").split(';').first().trimmed().toLower();
}

qint64 HttpAnswer::announcedLength() const
{
    bool isNumber = false;
    const qint64 length = headerValue(headers, "content-length").toLongLong(&isNumber);
    return isNumber && length >= 0 ? length : -1;
}

QString spokenStatus(int status)
{
    const auto *phrase = std::find_if(std::begin(phrases), std::end(phrases),
                                      [status](const Phrase &row) { return row.status == status; });
    const QString number = QString::number(status);
    return phrase == std::end(phrases) ? number : number + u' ' + QLatin1StringView(phrase->words);
}

QString serverWords(const HttpAnswer &answer)
{
    const QByteArray body = answer.body.left(readOfPage).trimmed();
    if (body.startsWith('{') || body.startsWith('"'))
        return oneLine(wordsOfJson(answer.body));
    const QString text = QString::fromUtf8(body);
    return oneLine(body.startsWith('<') ? titleOfPage(text) : text);
}

} // namespace Signalbox
