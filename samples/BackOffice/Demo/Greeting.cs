namespace BackOffice.Demo;

/// <summary>Three lines that a newcomer can follow.</summary>
internal static class Greeting
{
    public static void Print(string url)
    {
        Console.WriteLine($"BackOffice serves {url}, and nobody may refund anything yet. Sign in as a demo account:");
        Console.WriteLine($"  curl -c amina.txt {url}/demo/sign-in --json '{{\"name\":\"amina\"}}'");
        Console.WriteLine($"  curl -b amina.txt -X POST {url}/orders/4711/refund    # 403: the answer says how to ask; then follow the README or run walkthrough.sh");
    }
}
