using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>Names this boot of the machine: a record of another one is about descriptors that are gone.</summary>
internal static class BootId
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    /// <summary>The same for every process since the machine started; 0 = the kernel does not tell.</summary>
    public static ulong Read()
    {
        try
        {
            string text = File.ReadAllText(Source).Trim();
            var words = new ulong[(text.Length + 7) / 8];
            for (int i = 0; i < text.Length; i++) words[i / 8] |= (ulong)(byte)text[i] << (8 * (i % 8));
            return ((ulong)RecordLayout.Check(words) << 32) | RecordLayout.Check([.. words.Reverse()]);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
