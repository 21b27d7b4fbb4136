using System.Text.Json;
using GpioHub.Hub.Qemu;
using GpioHub.Web.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace GpioHub.Web.Tests.Specs;

/// <summary>The command that starts a guest, from the page (IF-5.2).</summary>
[Collection(Browsing.Name)]
public class QemuSpec(Chromium chromium)
{
    [Fact(DisplayName = "The page offers each machine that qemu-args knows, in the words that it takes (IF-2.4)")]
    public async Task Machines()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        var page = await hub.OpenAsync(browser, "guests");
        using var offered = JsonDocument.Parse(await page.EvaluateAsync<string>(
            "async () => JSON.stringify((await import('/web/model/qemu.js')).machines)"));
        string[][] machines =
        [
            .. offered.RootElement.EnumerateArray().Select(machine =>
                (string[])[.. ((string[])["arch", "machine", "transport"]).Select(key => machine.GetProperty(key).GetString()!)]),
        ];

        var known = from architecture in QemuMachine.Architectures
                    from type in QemuMachine.Types
                    where QemuMachine.Of(architecture, type, null, out _) is not null
                    select (architecture, type);
        Assert.Equal(known.Order(), machines.Select(machine => (machine[0], machine[1])).Distinct().Order());
        foreach (string[] machine in machines)
        {
            await hub.CliAsync("qemu-args", hub.Config, "ivi", "--memory", "2G", "--qemu", "10.0",
                "--arch", machine[0], "--machine", machine[1], "--transport", machine[2]);
        }
    }

    [Fact(DisplayName = "The command that is copied is for the machine that was chosen, which the browser keeps (IF-5.2)")]
    public async Task Copy()
    {
        await using var hub = await PageHub.StartAsync(Rigs.Three);
        await using var browser = await chromium.VisitAsync();
        string link = await hub.WebAsync();
        var page = await hub.OpenAsync(browser, "guests/ivi", link);
        await CopiedAsync(page, "-M q35 -m 2G", "--arch x86_64 --machine q35 --transport pci)");

        await page.GetByLabel("QEMU's machine").SelectOptionAsync("aarch64 virt, mmio");
        await CopiedAsync(page, "qemu-system-aarch64 -M virt -cpu max", "--arch aarch64 --machine virt --transport mmio)");

        await page.CloseAsync();
        page = await hub.OpenAsync(browser, "guests/ivi", link);
        Assert.Equal("aarch64 virt, mmio", await page.GetByLabel("QEMU's machine").InputValueAsync());
        await CopiedAsync(page, "--machine virt --transport mmio)");
    }

    /// <summary>The page says what it has copied, or what is to be copied where it may not.</summary>
    private static async Task CopiedAsync(IPage page, params string[] parts)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy the QEMU command" }).ClickAsync();
        foreach (string part in parts) await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync(part);
    }
}
