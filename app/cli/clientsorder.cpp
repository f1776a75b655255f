// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/clientsorder.h"

#include <algorithm>

namespace Signalbox {

namespace {

struct Flag
{
    const char *name;
    bool ClientsOrder::*member;
};
constexpr Flag clientsFlags[] = {{"--json", &ClientsOrder::json}, {"--replace", &ClientsOrder::replace},
                                 {"--yes", &ClientsOrder::yes},   {"-y", &ClientsOrder::yes},
                                 {"--help", &ClientsOrder::help}, {"-h", &ClientsOrder::help}};

struct Text
{
    const char *name;
    QString ClientsOrder::*member;
};
constexpr Text clientsTexts[] = {{"--config", &ClientsOrder::configFile}, {"--state", &ClientsOrder::stateFolder}};

} // namespace

Result<ClientsOrder> parseClientsOrder(const QStringList &arguments)
{
    ClientsOrder order;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString name = arguments[i].section(u'=', 0, 0);
        const auto named = [&](const auto &row) { return name == QLatin1StringView(row.name); };
        const auto *const flag = std::ranges::find_if(clientsFlags, named);
        const auto *const text = std::ranges::find_if(clientsTexts, named);
        if (!arguments[i].startsWith(u'-')) {
            order.words << arguments[i];
        } else if (flag != std::end(clientsFlags) && name == arguments[i]) {
            order.*(flag->member) = true;
        } else if (text != std::end(clientsTexts) && (name != arguments[i] || i + 1 < arguments.size())) {
            order.*(text->member) = name != arguments[i] ? arguments[i].sliced(name.size() + 1) : arguments[i + 1];
            i += name == arguments[i] ? 1 : 0;
        } else {
            return Reason{QStringLiteral("unknown option \"%1\"; see signalbox clients --help").arg(arguments[i])};
        }
    }
    return order;
}

QString clientsHelp()
{
    return QStringLiteral("Usage: signalbox clients [list] [--json]\n"
                          "       signalbox clients connect NAME... [--replace] [--yes]\n"
                          "       signalbox clients undo NAME... [--yes]\n"
                          "       signalbox clients import [NAME...] [--yes]\n"
                          "\n"
                          "Connects AI clients to this gateway by an entry in their own settings files. What would\n"
                          "change is shown first; a terminal is asked, otherwise nothing is written without --yes.\n"
                          "\n"
                          "  list       all clients that are known, and how it stands with them\n"
                          "  connect    writes the entry; \"all\" means every client that is installed\n"
                          "  undo       brings the file back as it was; if somebody has changed it since, only our\n"
                          "             entry goes\n"
                          "  import     adds servers that clients have by themselves to the settings of Signalbox;\n"
                          "             without a name they are listed, \"all\" takes every one\n"
                          "\n"
                          "Options:\n"
                          "  --config FILE  settings to use instead of ~/.config/signalbox/signalbox.json\n"
                          "  --help         print this text\n"
                          "  --json         list: print JSON\n"
                          "  --replace      connect: an entry of the same name that leads elsewhere may go\n"
                          "  --state DIR    folder for what outlives a run, instead of one in ~/.local/state\n"
                          "  --yes          ask nobody\n");
}

} // namespace Signalbox
